package app

import (
	"context"
	"errors"
	"path/filepath"

	"carrel/app/ask/transcript"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Export is a chat as a file for other programs.
type Export struct {
	Name      string // for the file
	MediaType string
	Data      []byte
}

// CheckExport refuses, with an *Error, what is none of transcript.Formats.
func CheckExport(as string) error {
	for _, f := range transcript.Formats {
		if string(f.Format) == as {
			return nil
		}
	}
	return Errorf(CodeBadRequest, "A chat cannot be written as %q. Choose md, html, json, bib (the cited documents as BibTeX) or csl (as CSL-JSON).", as)
}

// Export writes a chat out, in one of transcript.Formats.
func (a *App) Export(ctx context.Context, chat, as string) (Export, error) {
	for _, f := range transcript.Formats {
		if string(f.Format) != as {
			continue
		}
		c, err := a.History.Chat(ctx, chat)
		if err != nil {
			return Export{}, err
		}
		out := transcript.Chat{Chat: c, Carrel: Version, Documents: map[string]transcript.Document{}}
		for _, ref := range transcript.Cited(c) {
			d, err := a.Library.Document(ctx, ref.ID)
			if errors.Is(err, knowledge.ErrNotFound) || ref.Elsewhere && err != nil {
				continue // what the citation says of it is kept
			}
			if err != nil {
				return Export{}, err
			}
			out.Documents[d.ID] = transcript.Document{ID: d.ID, File: filepath.Base(d.Path), Title: d.Title, Author: d.Author, Published: published(d.Date)}
		}
		data, err := transcript.Write(out, f.Format)
		if err != nil {
			return Export{}, err
		}
		return Export{Name: transcript.FileName(c, f.Format), MediaType: f.MediaType, Data: data}, nil
	}
	return Export{}, CheckExport(as)
}

// published is when a document was published or sent, where its own metadata say
// so: a date on its first page, or of its file, may be of something else.
func published(d reader.OwnDate) string {
	if d.Is == reader.DatePublished || d.Is == reader.DateSent {
		return string(d.Day)
	}
	return ""
}

// SaveExport writes a chat out to a file that the person chooses in the system's
// own dialog, and gives its path; "" is none chosen.
func (a *App) SaveExport(ctx context.Context, chat, as string) (string, error) {
	if a.options.Save == nil {
		return "", Errorf(CodeUnsupported, "There is no file dialog here. Use the browser's download.")
	}
	using, done := a.Use(ctx) // not for as long as the dialog is open
	made, err := a.Export(using, chat, as)
	done()
	if err != nil {
		return "", err
	}
	if !a.picking.CompareAndSwap(false, true) {
		return "", Errorf(CodeBadRequest, "The file dialog is open already.")
	}
	defer a.picking.Store(false)
	path, err := a.options.Save(ctx, "Save the chat", inDocuments(made.Name))
	if err != nil {
		return "", Errorf(CodeInternal, "The file dialog could not be shown: %w. `carrel chats export` does the same.", err)
	}
	if path == "" {
		return "", nil
	}
	if err := writeFile(path, made.Data); err != nil {
		if full := sayDiskFull(err, "saving the chat"); full != err {
			return "", full
		}
		return "", Errorf(CodeBadRequest, "The chat cannot be saved as %s: %w. Choose another place.", path, cause(err))
	}
	return path, nil
}
