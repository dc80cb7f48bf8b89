package knowledge

// For tests with a real engine, which are outside of the package.
var (
	Measure   = measure
	Reference = &reference
)
