import type { Component } from "svelte";
import type { CareOfLibrary } from "../care/care.svelte";
import type { Library } from "../library/library.svelte";
import { later } from "../ui/later";
import type { TextSize } from "../ui/textsize.svelte";
import type { ThemeChoice } from "../ui/theme.svelte";

/** What a section gets; what else it needs it asks the program for. */
export interface SectionProps {
  theme: ThemeChoice;
  textSize: TextSize;
  library: Library;
  care: CareOfLibrary;
  /** In the window there are the system's own file dialogs. */
  inWindow: boolean;
}

/** A part of the settings: its name in the list, and its component, which is loaded when it is first shown. */
export interface Section {
  id: string;
  label: string;
  /** Words that somebody may look for it by, beside its label. */
  words: string;
  load: () => Promise<{ default: Component<SectionProps> }>;
}

/** All sections, in the order of the list. */
export const sections: readonly Section[] = [
  {
    id: "appearance",
    label: "Appearance",
    words: "theme light dark colour text size larger zoom font",
    load: later(() => import("./AppearanceSection.svelte")),
  },
  {
    id: "answers",
    label: "Answers",
    words: "model chat llm gguf write quote quotations only word for word ollama lm studio memory download get catalogue adapter lora mirror proxy",
    load: later(() => import("./AnswersSection.svelte")),
  },
  {
    id: "finding",
    label: "Finding",
    words: "search meaning embedding embedder model vectors language",
    load: later(() => import("./FindingSection.svelte")),
  },
  {
    id: "second-look",
    label: "Second look",
    words: "rerank reranker order passages search exact",
    load: later(() => import("./SecondLookSection.svelte")),
  },
  {
    id: "ocr",
    label: "Words in pictures",
    words: "scan scanned ocr tesseract recognise language image",
    load: later(() => import("../ocr/RecogniseSection.svelte")),
  },
  {
    id: "team",
    label: "Team",
    words: "share shared store server postgres postgresql weaviate colleagues",
    load: later(() => import("../team/TeamSection.svelte")),
  },
  {
    id: "programs",
    label: "Other programs",
    words: "api openai local server editor plugin script agent key address",
    load: later(() => import("./ProgramsSection.svelte")),
  },
  {
    id: "care",
    label: "Backup and repair",
    words: "backup restore check repair damage save copy library",
    load: later(() => import("../care/CareSection.svelte")),
  },
];
