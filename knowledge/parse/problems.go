package parse

import (
	"fmt"
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// cutOff is the problem of an archive that cannot be unpacked.
func cutOff(what string) *reader.Problem {
	return &reader.Problem{Code: reader.CodeDamaged, Message: what + " is damaged or incomplete and cannot be unpacked. Get it again from where it came, or open it in the program it was made with and save it anew."}
}

// sealed is the problem of a document that needs a password.
func sealed(what string) *reader.Problem {
	return &reader.Problem{Code: reader.CodeEncrypted, Message: what + " is protected with a password. Carrel opens only PDFs that have one: open this in the program it was made with, save a copy without the password (or as a PDF), and add the copy."}
}

func tooMuchText(what string) *reader.Problem {
	return &reader.Problem{Code: reader.CodeTooLarge, Message: fmt.Sprintf("%s holds more than %d MB of text, the most that Carrel takes from one document. Split it into smaller files.", what, maxOfficeText>>20)}
}

// nothingIn is the problem of a document without any text.
func nothingIn(what string, hidden bool) *reader.Problem {
	p := &reader.Problem{Code: reader.CodeEmpty, Message: "There is no text in " + strings.ToLower(what[:1]) + what[1:] + ". If its pages are pictures, save it as a PDF and add that."}
	if hidden {
		p.Message = what + " has hidden text only, which Carrel leaves out. Make it visible in the program it was made with and add the file again."
	}
	return p
}

func damagedEnd() reader.Warning {
	return reader.Warning{Code: "damaged", Message: "The document is damaged: Carrel could read its beginning, but not all of it. Open it in the program it was made with and save it anew."}
}

func longPages() reader.Warning {
	return reader.Warning{Code: "damaged", Message: fmt.Sprintf("A page of this document holds more than %d characters; the rest of it was left out.", maxPageRunes)}
}

// leftOut warns of what is in a file but not shown to its readers.
func leftOut(what string) reader.Warning {
	return reader.Warning{Code: "hidden_text", Message: what + " Carrel leaves out what readers do not see. To have it found, make it visible in the program it was made with and add the file again."}
}

// hiddenText warns of so many characters that are in a document and not shown.
// Fewer than least are an accident: in Office's formats somebody chose to hide
// each (1), web pages and what is made of them have some by their design
// (hiddenLetters). has is "This document has hidden text".
func hiddenText(meta *reader.Meta, has string, n, least int) {
	if n >= least {
		meta.Warnings = append(meta.Warnings, leftOut(has+" ("+characters(n)+")."))
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}
