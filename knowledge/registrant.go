package knowledge

import (
	"regexp"
	"strings"
)

// The cover of what is filed with the American authority says whose it is: the
// registrant's name stands above a mark, and its symbol beside the exchange. Both
// name the document as a title does, whatever its file is called.

// registrantMark stands below the company's name on the cover of what is filed
// with the American authority.
const registrantMark = "(exact name of registrant"

// registrants gives the names above the marks of a first page, several where
// companies file together.
func registrants(cover string) []string {
	if !containsAny(cover, "xact name of", "xact Name of", "XACT NAME OF") {
		return nil
	}
	var list []string
	before := ""
	for line := range strings.Lines(cover) {
		line = strings.TrimSpace(line)
		lower := strings.ToLower(line)
		switch {
		case strings.HasPrefix(lower, registrantMark) || strings.HasPrefix(lower, "(exact name of co-registrant"):
			list = append(list, before)
			before = ""
		case line != "":
			before = line
		}
	}
	return list
}

var symbolOf = regexp.MustCompile(`\b([A-Z]{2,5})\s+(?:The\s+)?(?:New York Stock Exchange|NYSE|N[Aa][Ss][Dd][Aa][Qq])`)

// symbols gives the trading symbols of a first page.
func symbols(cover string) []string {
	if !containsAny(cover, "Stock Exchange", "NYSE", "asdaq", "ASDAQ") {
		return nil
	}
	var list []string
	for _, m := range symbolOf.FindAllStringSubmatch(cover, -1) {
		list = append(list, m[1])
	}
	return list
}

// containsAny spares most first pages a closer look: at the start of a large
// library each is seen.
func containsAny(text string, marks ...string) bool {
	for _, m := range marks {
		if strings.Contains(text, m) {
			return true
		}
	}
	return false
}
