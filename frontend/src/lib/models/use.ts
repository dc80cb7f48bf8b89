import { api } from "../api";
import { announcer } from "../ui/announcer.svelte";

/** Has a model write the answers, by its id or path, and says so. */
export async function useForAnswers(model: string, name: string): Promise<void> {
  await api.useChatModel(model);
  announcer.say(`Answers are written by ${name} now.`);
}
