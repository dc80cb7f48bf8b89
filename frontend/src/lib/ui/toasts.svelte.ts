/** A short message that goes away by itself, with at most two ways to act on it. */
export interface Toast {
  id: number;
  text: string;
  /** What Ctrl+Z does too, where it takes something back. */
  action?: ToastAction;
  /** Another way on. */
  other?: ToastAction;
  /** Called once when it goes away without its action having been used. */
  onexpire?: () => void;
}

interface ToastAction {
  label: string;
  run: () => void;
}

/** Long enough to read and to reach by keyboard; the program keeps what was removed longer than this. */
export const TOAST_MS = 12_000;

export class Toasts {
  list = $state<Toast[]>([]);
  /** How much of the window's height they take, in px. */
  height = $state(0);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(toast: Omit<Toast, "id">): number {
    const id = this.#next++;
    this.list.push({ ...toast, id });
    this.resume(id);
    return id;
  }

  /** Runs the toast's action, or its other one, and closes it. */
  act(id: number, which: "action" | "other" = "action"): void {
    const toast = this.#take(id);
    toast?.[which]?.run();
  }

  /** Runs the action of the latest toast that has one; reports whether there was one. */
  actOnLatest(): boolean {
    const toast = this.list.findLast((toast) => toast.action !== undefined);
    if (!toast) return false;
    this.act(toast.id);
    return true;
  }

  dismiss(id: number): void {
    this.#take(id)?.onexpire?.();
  }

  /** Closes all that is shown, as when the window closes. */
  dismissAll(): void {
    for (const toast of [...this.list]) this.dismiss(toast.id);
  }

  /** Stops the clock while the person is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), TOAST_MS),
    );
  }

  #take(id: number): Toast | undefined {
    this.hold(id);
    const index = this.list.findIndex((toast) => toast.id === id);
    return index < 0 ? undefined : this.list.splice(index, 1)[0];
  }
}

export const toasts = new Toasts();
