// Package quantity reads the numbers and dates of a text as values, with their units, their
// bounds ("at least 5") and the spans that they are ends of, so that those of two texts can
// be compared: "$1,577 million" is 1.577 billion dollars, "3 May 2019" is 2019-05-03.
//
// Start at Number and Numbers (number.go), and Dates (date.go). read.go reads one number, with
// digits.go, numberword.go, unit.go and clock.go; numbered.go, bound.go and range.go look at
// what stands around it.
package quantity
