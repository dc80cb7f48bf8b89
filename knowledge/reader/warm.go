package reader

import (
	"context"
	"io"
	"strings"
)

// blank is a PDF with one empty page. It has no table of its objects: PDF
// parsers then look for them.
const blank = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// WarmUp has the PDF parser compiled and kept in the cache of the reader
// process, which takes some 3 s once after an installation or an update, so that
// the first PDF does not wait for it. It uses the child that answers Boxes:
// documents that come meanwhile are read beside it.
func (c *Client) WarmUp(ctx context.Context) error {
	_, err := c.Boxes(ctx, Source{Name: "blank.pdf", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(blank)), nil
	}}, 1, nil)
	return err
}
