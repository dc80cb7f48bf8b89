package reader

import (
	"bytes"
	"context"
	"fmt"
)

// Try says whether a PDF opens with the source's password: Meta has Sealed and
// the number of pages, or the error is a *Problem, CodePasswordNeeded or
// CodePasswordWrong among them. It takes turns with Boxes.
func (c *Client) Try(ctx context.Context, src Source) (Meta, error) {
	var meta Meta
	err := c.do(ctx, &c.boxes, src, Request{Op: OpTry}, func(f Frame) (bool, error) {
		if f.Kind != KindMeta {
			return false, fmt.Errorf("%w: frame %q while trying a password", ErrFrame, f.Kind)
		}
		return true, f.Decode(&meta)
	})
	return meta, err
}

// Unseal gives a PDF as it is without its password, in memory. The copy may be
// twice as large as the largest document that is read. It takes turns with
// Boxes.
func (c *Client) Unseal(ctx context.Context, src Source) ([]byte, error) {
	var copied bytes.Buffer
	err := c.do(ctx, &c.boxes, src, Request{Op: OpUnseal}, func(f Frame) (bool, error) {
		switch f.Kind {
		case KindChunk:
			if int64(copied.Len()+len(f.Body)) > 2*c.config.MaxFileBytes {
				return false, tooLarge(c.config.MaxFileBytes)
			}
			copied.Write(f.Body)
			return false, nil
		case KindEnd:
			return true, nil
		}
		return false, fmt.Errorf("%w: frame %q instead of a copy", ErrFrame, f.Kind)
	})
	if err != nil {
		return nil, err
	}
	return copied.Bytes(), nil
}
