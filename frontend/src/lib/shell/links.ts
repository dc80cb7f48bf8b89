import { api, messageOf } from "../api";
import { toasts } from "../ui/toasts.svelte";

/** Opens a page in the person's own browser, after their click. */
export async function openLink(url: string): Promise<void> {
  try {
    await api.openLink(url);
  } catch (error) {
    toasts.show({ text: messageOf(error) });
  }
}
