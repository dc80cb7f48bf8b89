// Package prose cuts running text into sentences and words, in the languages whose stop
// words and stemmers it has: English, German, French, Spanish, Italian, Portuguese and
// Russian, and text without spaces as pairs of characters. It knows nothing of questions
// and answers.
package prose
