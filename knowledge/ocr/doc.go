// Package ocr recognises the words in pictures of pages, with the program
// tesseract, where that is installed. It is the core's side and the child's:
// the reader process draws the page (it may start no program), the core hands
// the picture to `carrel recogniser`, which locks itself and becomes tesseract,
// and a table of words comes back.
package ocr
