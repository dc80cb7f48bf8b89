package parse

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"carrel/knowledge/reader"
)

// maxPacket bounds what is read of a packet of XMP metadata.
const maxPacket = 1 << 20

var (
	xmpPublished = regexp.MustCompile(`prism:(?:publicationDate|coverDate)(?:\s*=\s*["']([^"']{4,40})["']|[^<>]*>\s*(?:<rdf:(?:Bag|Seq|Alt)>\s*<rdf:li[^<>]*>\s*)?([^<>]{4,40})<)`)
	xmpCreators  = regexp.MustCompile(`(?s)<dc:creator>\s*<rdf:Seq>(.*?)</rdf:Seq>`)
	xmpItem      = regexp.MustCompile(`(?s)<rdf:li[^<>]*>([^<>]*)</rdf:li>`)
)

// xmpOf gives what a PDF's own packet of XMP says that its information dictionary
// has no place for: when it was published, by the PRISM vocabulary of publishers
// (https://www.w3.org/submissions/2020/SUBM-prism-20200910/), and its authors one
// by one. author is what the dictionary names: a picture in the PDF may have a
// packet with the name of its photographer, and that is not asked for. Packets are
// plain text within the file, so that other programs find them, but for those of
// encrypted and of some compressed files, which say nothing here.
func xmpOf(data []byte, author string) (published reader.OwnDate, authors []string) {
	for end := len(data); ; {
		to := bytes.LastIndex(data[:end], []byte("</x:xmpmeta>"))
		if to < 0 {
			return published, authors
		}
		from := bytes.LastIndex(data[:to], []byte("<x:xmpmeta"))
		if from < 0 {
			return published, authors
		}
		packet := data[max(from, to-maxPacket):to]
		end = from
		if m := xmpPublished.FindSubmatch(packet); m != nil && published.Day == "" {
			published = date(reader.DatePublished, string(m[1])+string(m[2]))
		}
		if authors == nil {
			authors = creators(packet, author)
		}
	}
}

// creators are a packet's authors, where there are several and the first of them
// begins author.
func creators(packet []byte, author string) []string {
	m := xmpCreators.FindSubmatch(packet)
	if m == nil {
		return nil
	}
	var names []string
	for _, item := range xmpItem.FindAllSubmatch(m[1], 20) {
		if name := oneLine(strings.ReplaceAll(html.UnescapeString(string(item[1])), ";", ","), 200); name != "" {
			names = append(names, name)
		}
	}
	if len(names) < 2 || !strings.HasPrefix(author, names[0]) {
		return nil
	}
	return names
}
