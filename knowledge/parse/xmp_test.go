package parse

import (
	"slices"
	"testing"
)

func TestXMP(t *testing.T) {
	const document = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreateDate="2024-01-02">
		<dc:creator><rdf:Seq><rdf:li>Anna Berg</rdf:li><rdf:li xml:lang="da">Olsen &amp; S&#248;n; Aarhus</rdf:li></rdf:Seq></dc:creator>
		<prism:publicationDate>2019-05-03</prism:publicationDate></rdf:Description></rdf:RDF></x:xmpmeta>`
	const picture = `<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Photo</rdf:li><rdf:li>Grapher</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>`
	authors := []string{"Anna Berg", "Olsen & Søn, Aarhus"}
	for name, c := range map[string]struct {
		data, author, published string
		authors                 []string
	}{
		"the document's own":    {"%PDF " + document + picture, "Anna Berg, Olsen & Søn", "2019-05-03", authors},
		"as attributes":         {`<x:xmpmeta prism:coverDate="2019-05"></x:xmpmeta>`, "", "2019-05", nil},
		"as a list":             {`<x:xmpmeta><prism:publicationDate><rdf:Seq><rdf:li>2018-02-01</rdf:li></rdf:Seq></prism:publicationDate></x:xmpmeta>`, "", "2018-02-01", nil},
		"of a picture":          {picture, "Anna Berg", "", nil},
		"only when it was made": {`<x:xmpmeta xmp:CreateDate="2024-01-02" xmp:ModifyDate="2025"></x:xmpmeta>`, "", "", nil},
		"cut off":               {document[:len(document)-20], "Anna Berg", "", nil},
		"an end alone":          {"</x:xmpmeta>", "", "", nil},
	} {
		published, authors := xmpOf([]byte(c.data), c.author)
		if string(published.Day) != c.published || !slices.Equal(authors, c.authors) {
			t.Errorf("%s: %v by %q, want %q by %q", name, published, authors, c.published, c.authors)
		}
	}
}
