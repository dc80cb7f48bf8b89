package ask

// StepKind says what a step of a running answer brings.
type StepKind string

// The kinds of steps, in the order in which they come: Begun once, Sources, Waiting, Thought
// of a model that thinks before it answers, then Text, Sentence and Cut as the model writes, Done once and last. Only a summary,
// which finds its passages as it goes, has Progress, before its first Sources and
// after each part, and Sources more than once.
const (
	StepBegun    StepKind = "begun"    // the turn exists: Chat and Turn are set, as in every step
	StepWaiting  StepKind = "waiting"  // Waiting: what the model waits for, where that takes a moment; and that it is over
	StepSources  StepKind = "sources"  // Sources: before the first token
	StepThought  StepKind = "thought"  // Text: what was added to the thought, which is no part of the answer
	StepText     StepKind = "text"     // Text: what was added
	StepSentence StepKind = "sentence" // Sentence, and those of Citations that are new with it (their boxes come with Done)
	StepCut      StepKind = "cut"      // Keep: the text so far is taken back to its first Keep code points
	StepProgress StepKind = "progress" // Progress: of a summary
	StepDone     StepKind = "done"     // Answer: the whole, as stored; it replaces what was streamed
)

// What an answer waits for before its model can write.
const (
	WaitingLoads = "loading" // the model is being loaded
	WaitingTurn  = "turn"    // answers by another model, beside which it does not fit into memory, are being finished
	WaitingOver  = "over"    // nothing any more
)

// Step is one step of a running answer.
type Step struct {
	Kind      StepKind
	Chat      string
	Turn      string
	Sources   []Source
	Text      string
	Waiting   string
	Keep      int
	Sentence  *Sentence
	Citations []Citation
	Answer    *Answer
	Progress  *Progress
}
