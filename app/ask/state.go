package ask

// SentenceState is what the aligner found for one sentence of an answer.
type SentenceState string

// The states of a sentence.
const (
	SentenceQuoted      SentenceState = "quoted"
	SentenceSupported   SentenceState = "supported"
	SentencePartly      SentenceState = "partly"
	SentenceUnsupported SentenceState = "unsupported"
	// SentenceConflict is borne out by one document, while another states another
	// value for the same: both are cited.
	SentenceConflict SentenceState = "conflict"
	SentencePlain    SentenceState = "plain" // claims nothing: a greeting, "I found this:"
)
