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
	if !strings.Contains(cover, "xchange") && !strings.Contains(strings.ToLower(cover), "nasdaq") {
		return nil
	}
	var list []string
	for _, m := range symbolOf.FindAllStringSubmatch(cover, -1) {
		list = append(list, m[1])
	}
	return list
}
