package align

// State is what the aligner found for one sentence of an answer.
type State string

// The states of a sentence. They are stored with answers, and sent.
const (
	Quoted      State = "quoted"      // it, or all that it quotes, stands there word for word
	Supported   State = "supported"   // all that it says is there in other words or another order
	Partly      State = "partly"      // some of what it says is not there: Finding.Missing
	Unsupported State = "unsupported" // nothing is marked for it
	// Conflict is borne out by one document, while another states another
	// value for the same: both are cited.
	Conflict State = "conflict"
	Plain    State = "plain" // claims nothing: a greeting, "I found this:"
)
