package knowledge

// For tests with a real engine, which are outside of the package.
var (
	DateOld    = (*Library).dateOld
	Measure    = measure
	PauseWords = pauseWords
	Reference  = &reference
)
