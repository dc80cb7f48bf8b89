package parse

import (
	"errors"
	"io"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"carrel/knowledge/reader"
)

// epub is an e-book being read: its chapters in the order of its spine, named
// as its table of contents names them. A long chapter is several pages of the
// same label; a file of several chapters is cut at their headings.
type epub struct {
	z     *archive
	meta  reader.Meta
	items map[string]epubItem // by id
	spine []string            // ids
	nav   string              // the part with the table of contents
	ncx   string              // its older form
	names map[string][]string // titles in a part, in order
	hides map[string]bool     // rules of style sheets that hide
}

type epubItem struct{ part, media string }

// readEPUB gives the chapters of an e-book.
func readEPUB(j job) (reader.Meta, error) {
	const what = "This e-book (EPUB)"
	z, err := openArchive(j.data, what)
	if err != nil {
		return reader.Meta{}, err
	}
	b := &epub{z: z, items: map[string]epubItem{}, names: map[string][]string{}, meta: reader.Meta{Format: formatEPUB, Unit: reader.UnitChapter}}
	if err := b.checkSealed(); err != nil {
		return reader.Meta{}, err
	}
	if err := b.readPackage(); err != nil {
		return reader.Meta{}, err
	}
	if err := b.readContents(); err != nil {
		return reader.Meta{}, err
	}
	label, hidden, bytes := "", 0, 0
	damaged := false
	for _, id := range b.spine {
		item, found := b.items[id]
		if !found || item.part == b.nav || item.media != "" && !strings.Contains(item.media, "html") {
			continue
		}
		data, err := b.read(item.part)
		switch {
		case errors.Is(err, errNoPart) || broken(err):
			damaged = true
		case err != nil:
			return reader.Meta{}, err
		}
		page, letters := b.chapter(data)
		hidden += letters
		if bytes += len(page.Text); bytes > maxOfficeText {
			return reader.Meta{}, tooMuchText(what)
		}
		for _, p := range cutChapters(page, b.names[item.part], &label) {
			if b.meta.Pages, err = j.handOut(p, b.meta.Pages); err != nil {
				return reader.Meta{}, err
			}
		}
	}
	if b.meta.Pages == 0 {
		if damaged {
			return reader.Meta{}, cutOff(what)
		}
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is no text in this e-book. If its pages are pictures, save it as a PDF and add that."}
	}
	if damaged {
		b.meta.Warnings = append(b.meta.Warnings, reader.Warning{Code: "damaged", Message: "Parts of this e-book are missing or broken; Carrel read the others. Get it again from where it came."})
	}
	hiddenText(&b.meta, "This document has hidden text", hidden, hiddenLetters)
	return b.meta, nil
}

// read gives a part's content, as far as it unpacks.
func (b *epub) read(part string) ([]byte, error) {
	r, err := b.z.open(part)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxHTMLBytes+1))
	if len(data) > maxHTMLBytes {
		return nil, &reader.Problem{Code: reader.CodeTooLarge, Message: "A chapter of this e-book is larger than 32 MB, the most that Carrel reads of one."}
	}
	return data, err
}

// chapter gives the text of a chapter and the number of letters in it that are
// not shown.
func (b *epub) chapter(data []byte) (reader.Page, int) {
	root := parseHTML(decodeHTML(data))
	s := survey(root)
	for rule := range b.hides {
		s.styles[rule] = true
	}
	body := s.body
	if body == nil {
		body = root
	}
	return htmlText(body, s.isHidden)
}

// checkSealed says so when the book is locked to a seller's program. Fonts alone
// often are, and do no harm.
func (b *epub) checkSealed() error {
	x, err := b.z.xml("META-INF/encryption.xml")
	if err != nil {
		return soft(err)
	}
	locked := false
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.local != "EncryptedData" {
				return nil
			}
			return x.children(func(e element) error {
				if e.local == "EncryptionMethod" {
					how := e.attr("Algorithm")
					locked = locked || how != "http://www.idpf.org/2008/embedding" && how != "http://ns.adobe.com/pdf/enc#RC"
				}
				return nil
			})
		})
	})
	if locked {
		return &reader.Problem{Code: reader.CodeEncrypted, Message: "This e-book is locked to its seller's program (DRM), so Carrel cannot read it. Ask the seller for a copy without the lock."}
	}
	return soft(err)
}

// readPackage reads what the book consists of.
func (b *epub) readPackage() error {
	main := ""
	if x, err := b.z.xml("META-INF/container.xml"); err == nil {
		var walk func(e element) error
		walk = func(e element) error {
			if e.local == "rootfile" && main == "" {
				main = e.attr("full-path")
			}
			return x.children(walk)
		}
		if err := soft(x.root(walk)); err != nil {
			return err
		}
	}
	if main == "" {
		for _, name := range b.z.order {
			if strings.HasSuffix(name, ".opf") {
				main = name
				break
			}
		}
	}
	x, err := b.z.xml(main)
	if err != nil {
		if errors.Is(err, errNoPart) {
			return cutOff(b.z.what)
		}
		return err
	}
	dir := path.Dir(main)
	toc := ""
	var authors []string
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			switch e.local {
			case "metadata":
				var walk func(e element) error
				walk = func(e element) error {
					if e.name != "dc:title" && e.name != "dc:creator" && e.name != "dc:date" {
						return x.children(walk) // dc-metadata, of old
					}
					text, err := x.text()
					switch {
					case e.name == "dc:creator":
						if name := sensibleAuthor(text); name != "" && len(authors) < 20 {
							authors = append(authors, name)
						}
					case e.name == "dc:date": // a book may have several: of the original, of this edition
						if d := date(reader.DatePublished, text); b.meta.Date.Day == "" || e.attr("event") == "publication" && d.Day != "" {
							b.meta.Date = d
						}
					case b.meta.Title == "":
						b.meta.Title = sensibleTitle(text)
					}
					return err
				}
				return x.children(walk)
			case "manifest":
				return x.children(func(e element) error {
					if len(b.items) >= maxEntries {
						return nil
					}
					item := epubItem{resolve(dir, e.attr("href")), e.attr("media-type")}
					b.items[e.attr("id")] = item
					if strings.Contains(" "+e.attr("properties")+" ", " nav ") {
						b.nav = item.part
					}
					if item.media == "application/x-dtbncx+xml" {
						b.ncx = item.part
					}
					return nil
				})
			case "spine":
				toc = e.attr("toc")
				return x.children(func(e element) error {
					if e.local == "itemref" && len(b.spine) < maxEntries {
						b.spine = append(b.spine, e.attr("idref"))
					}
					return nil
				})
			}
			return nil
		})
	})
	if item, found := b.items[toc]; found {
		b.ncx = item.part
	}
	b.meta.Author = oneLine(strings.Join(authors, "; "), 300)
	if len(b.spine) == 0 {
		if err == nil || broken(err) {
			return cutOff(b.z.what)
		}
		return err
	}
	return soft(err)
}

// resolve gives the name of the part that a reference in a folder means.
func resolve(dir, reference string) string {
	reference, _, _ = strings.Cut(reference, "#")
	if plain, err := url.PathUnescape(reference); err == nil {
		reference = plain
	}
	return partName(path.Join("/", dir, reference))
}

// readContents reads the table of contents and the style sheets.
func (b *epub) readContents() error {
	b.hides = map[string]bool{}
	for _, item := range b.items {
		if item.media != "text/css" || len(b.hides) > 1000 {
			continue
		}
		sheet, err := b.read(item.part)
		if err := soft(err); err != nil {
			return err
		}
		hidingRules(string(sheet), b.hides)
	}
	if b.nav != "" {
		data, err := b.read(b.nav)
		if err := soft(err); err != nil {
			return err
		}
		b.readNav(parseHTML(decodeHTML(data)), path.Dir(b.nav))
	}
	if len(b.names) > 0 || b.ncx == "" {
		return nil
	}
	x, err := b.z.xml(b.ncx)
	if err != nil {
		return soft(err)
	}
	dir, title := path.Dir(b.ncx), ""
	var walk func(e element) error
	walk = func(e element) error {
		switch e.local {
		case "pageList", "navList", "docTitle", "docAuthor":
			return nil
		case "navLabel":
			text, err := x.text()
			title = oneLine(text, 200)
			return err
		case "content":
			b.name(resolve(dir, e.attr("src")), title)
		}
		return x.children(walk)
	}
	return soft(x.root(walk))
}

// readNav takes the titles out of the list that is the table of contents.
func (b *epub) readNav(root *html.Node, dir string) {
	for n := range root.Descendants() {
		if n.DataAtom != atom.Nav || attribute(n, "epub:type") != "toc" && attribute(n, "type") != "toc" && attribute(n, "role") != "doc-toc" {
			continue
		}
		for a := range n.Descendants() {
			if a.DataAtom != atom.A {
				continue
			}
			var text strings.Builder
			for t := range a.Descendants() {
				if t.Type == html.TextNode {
					text.WriteString(t.Data)
				}
			}
			b.name(resolve(dir, attribute(a, "href")), oneLine(text.String(), 200))
		}
		return
	}
}

func (b *epub) name(part, title string) {
	if title != "" && len(b.names[part]) < 2000 && len(b.names) < maxEntries {
		b.names[part] = append(b.names[part], title)
	}
}

// cutChapters cuts the text of a file at the headings that the table of contents
// names, and gives each piece its label. label is that of the chapter before,
// which a file without a name of its own goes on with.
func cutChapters(p reader.Page, titles []string, label *string) []reader.Page {
	if p.Text == "" {
		return nil
	}
	if len(titles) > 0 {
		*label, titles = titles[0], titles[1:]
	} else if *label == "" && len(p.Headings) > 0 && p.Headings[0].Start == 0 {
		p.Label = oneLine(p.Headings[0].Text, 200)
		return []reader.Page{p}
	}
	var pages []reader.Page
	runes, from := []rune(p.Text), 0
	for _, h := range p.Headings {
		if len(titles) == 0 {
			break
		}
		text := oneLine(h.Text, 200)
		for i, title := range titles[:min(len(titles), 20)] {
			if h.Start > from && strings.EqualFold(text, title) {
				piece := slicePage(p, runes, from, h.Start)
				piece.Label = *label
				pages = append(pages, piece)
				from, *label, titles = h.Start, title, titles[i+1:]
				break
			}
		}
	}
	p = slicePage(p, runes, from, len(runes))
	p.Label = *label
	return append(pages, p)
}

// slicePage gives the code points start..end of a page, which cut no heading or
// table. runes are its text.
func slicePage(p reader.Page, runes []rune, start, end int) reader.Page {
	piece := reader.Page{Text: strings.TrimRight(string(runes[start:end]), "\n ")}
	for _, h := range p.Headings {
		if h.Start >= start && h.End <= end {
			h.Start, h.End = h.Start-start, h.End-start
			piece.Headings = append(piece.Headings, h)
		}
	}
	for _, t := range p.Tables {
		if t.Start >= start && t.End <= end {
			piece.Tables = append(piece.Tables, tablePart(t, len(t.Rows), start))
		}
	}
	return piece
}
