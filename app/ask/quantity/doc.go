// Package quantity reads the numbers and dates of a text as values, with their units, their
// bounds ("at least 5") and the spans that they are ends of, so that those of two texts can
// be compared: "$1,577 million" is 1.577 billion dollars, "3 May 2019" is 2019-05-03.
package quantity
