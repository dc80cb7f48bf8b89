package parse

import (
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// officeFile is an Office document that is open: its main part, the links of
// that, and what the document says of itself.
type officeFile struct {
	z     *archive
	main  string
	links map[string]relationship
	core  officeProperties
}

// openOffice opens an Office document. main is its main part where it does not
// say which that is.
func openOffice(data []byte, what, main string) (*officeFile, error) {
	z, err := openArchive(data, what)
	if err != nil {
		return nil, err
	}
	root, err := z.relationships("")
	if err != nil {
		return nil, err
	}
	f := &officeFile{z: z, main: firstOf(root, "officeDocument", main)}
	if f.core, err = officeCore(z, root); err != nil {
		return nil, err
	}
	f.links, err = z.relationships(f.main)
	return f, err
}

// officeProperties are what Office documents say of themselves.
type officeProperties struct {
	title, author  string
	created, saved reader.OwnDate
	pages          int // at the last save; 0 when not said
}

// officeCore reads the properties of an Office document; root are the links of
// the package.
func officeCore(z *archive, root map[string]relationship) (officeProperties, error) {
	var p officeProperties
	take := func(part string, on func(name, text string)) error {
		x, err := z.xml(part)
		if err != nil {
			return soft(err)
		}
		return soft(x.root(func(element) error {
			return x.children(func(e element) error {
				text, err := x.text()
				on(e.name, text)
				return err
			})
		}))
	}
	err := take(firstOf(root, "core-properties", "docProps/core.xml"), func(name, text string) {
		switch name {
		case "dc:title":
			p.title = sensibleTitle(text)
		case "dc:creator":
			p.author = sensibleAuthor(text)
		case "dcterms:created":
			p.created = date(reader.DateCreated, text)
		case "dcterms:modified":
			p.saved = date(reader.DateSaved, text)
		}
	})
	if err != nil {
		return p, err
	}
	err = take(firstOf(root, "extended-properties", "docProps/app.xml"), func(name, text string) {
		if name == "app:Pages" {
			p.pages, _ = strconv.Atoi(strings.TrimSpace(text))
		}
	})
	return p, err
}

// sensibleAuthor is an author from the metadata, or "" where a program put its
// own name or a placeholder.
func sensibleAuthor(s string) string {
	s = oneLine(s, 200)
	switch strings.ToLower(s) {
	case "python-docx", "openpyxl", "apache poi", "user", "admin", "administrator", "unknown", "unknown author", "anonymous", "author", "windows user", "microsoft office user", "xlsxwriter", "pptxgenjs", "calibre", "unbekannt":
		return ""
	}
	return s
}
