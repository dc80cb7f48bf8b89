package parse

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"

	"carrel/knowledge/reader"
)

// Many formats are a zip archive inside, and the older ones of Microsoft a
// "compound file". What a document is shows in the names of what it holds.

func isZip(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

// zipKinds are the formats that are zip archives, by the media type in the
// archive's first file or else by the name of a file in it.
var zipKinds = []struct{ mark, format, what string }{
	{"application/epub+zip", formatEPUB, "an e-book (EPUB)"},
	{"application/vnd.oasis.opendocument.text", formatODT, "an OpenDocument text (ODT)"},
	{"application/vnd.oasis.opendocument.spreadsheet", formatODS, "an OpenDocument spreadsheet (ODS)"},
	{"application/vnd.oasis.opendocument.presentation", formatODP, "an OpenDocument presentation (ODP)"},
	{"application/vnd.oasis.opendocument.", "", "an OpenDocument drawing or formula"},
	{"META-INF/container.xml", formatEPUB, "an e-book (EPUB)"},
	{"word/document.xml", formatDOCX, "a Word document (DOCX)"},
	{"word/", formatDOCX, "a Word document (DOCX)"},
	{"ppt/presentation.xml", formatPPTX, "a PowerPoint presentation (PPTX)"},
	{"ppt/", formatPPTX, "a PowerPoint presentation (PPTX)"},
	{"xl/workbook.bin", "", "an Excel workbook in binary form (XLSB). Save it as .xlsx in Excel and add that"},
	{"xl/workbook.xml", formatXLSX, "an Excel workbook (XLSX)"},
	{"xl/", formatXLSX, "an Excel workbook (XLSX)"},
	{"Index/Document.iwa", "", "a document of Apple Pages, Numbers or Keynote. Export it as PDF, Word, Excel or PowerPoint and add that"},
	{"AndroidManifest.xml", "", "an app (APK)"},
	{"META-INF/MANIFEST.MF", "", "a program (Java)"},
}

// detectZip decides what a zip archive is.
func detectZip(data []byte, extension string) (string, *reader.Problem) {
	find := func(has func(mark string) bool) (format, what string) {
		for _, k := range zipKinds {
			if has(k.mark) {
				return k.format, k.what
			}
		}
		return "", "an archive (ZIP). Unpack it and add what is in it"
	}
	z, err := openArchive(data, "This file")
	if err != nil {
		// Its directory is gone. Names stand before each file too.
		const part = 64 << 10
		head := data[:min(len(data), part)]
		format, what := find(func(mark string) bool { return bytes.Contains(head, []byte(mark)) })
		if format == "" {
			what = "an archive (ZIP)"
		}
		if p, ok := err.(*reader.Problem); ok && p.Code == reader.CodeTooLarge {
			return "", p
		}
		return "", cutOff("This file, " + what + ",")
	}
	media := z.media()
	format, what := find(func(mark string) bool {
		switch {
		case bytes.HasPrefix([]byte(mark), []byte("application/")):
			return bytes.HasPrefix(media, []byte(mark))
		case mark[len(mark)-1] == '/':
			for _, name := range z.order {
				if bytes.HasPrefix([]byte(name), []byte(mark)) {
					return true
				}
			}
			return false
		}
		return z.has(mark)
	})
	if readers[format] == nil {
		return "", refuse(what, extension)
	}
	return format, nil
}

// media is what the archive says it is, in its file "mimetype".
func (z *archive) media() []byte {
	f := z.files["mimetype"]
	if f == nil || f.Method != zip.Store && f.Method != zip.Deflate {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	media := make([]byte, 256)
	n, _ := io.ReadFull(r, media)
	return bytes.TrimSpace(media[:n])
}

// isCompound reports whether data is a compound file: Office before 2007, or a
// newer document that is encrypted.
func isCompound(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
}

// refuseCompound says what a compound file is, and what to do.
func refuseCompound(data []byte) *reader.Problem {
	streams := compoundNames(data)
	old := func(what, newer string) *reader.Problem {
		return &reader.Problem{Code: reader.CodeUnsupported, Message: "This is " + what + ", a format of before 2007 that Carrel does not read. Open it in the program it was made with or in LibreOffice, save it as " + newer + ", and add that."}
	}
	switch {
	case streams["EncryptedPackage"]:
		return sealed("This Office document")
	case streams["WordDocument"]:
		return old("an older Word document (DOC)", ".docx")
	case streams["Workbook"], streams["Book"]:
		return old("an older Excel workbook (XLS)", ".xlsx")
	case streams["PowerPoint Document"]:
		return old("an older PowerPoint presentation (PPT)", ".pptx")
	case streams["__properties_version1.0"]:
		return &reader.Problem{Code: reader.CodeUnsupported, Message: "This is a message saved by Outlook (MSG), which Carrel does not read. Save it as .eml, or drag it out of another mail program, and add that."}
	}
	return &reader.Problem{Code: reader.CodeUnsupported, Message: "This is a document of an older Microsoft program, which Carrel does not read. Save it as PDF or in a newer format and add that."}
}

// compoundNames gives the names of what stands at the top of a compound file
// ([MS-CFB]), as far as they can be read.
func compoundNames(data []byte) map[string]bool {
	names := map[string]bool{}
	if len(data) < 512 {
		return names
	}
	shift := binary.LittleEndian.Uint16(data[30:])
	if shift != 9 && shift != 12 {
		return names
	}
	size := 1 << shift
	sector := func(n uint32) []byte {
		at := (int64(n) + 1) << shift
		if n > 0xFFFFFFFA || at+int64(size) > int64(len(data)) {
			return nil
		}
		return data[at : at+int64(size)]
	}
	// The table of chains, its sectors listed in the header (larger ones go on
	// elsewhere; the directory's beginning is enough here).
	next := func(n uint32) uint32 {
		perSector := uint32(size / 4)
		if n/perSector >= 109 {
			return 0xFFFFFFFE
		}
		table := sector(binary.LittleEndian.Uint32(data[76+4*(n/perSector):]))
		if table == nil {
			return 0xFFFFFFFE
		}
		return binary.LittleEndian.Uint32(table[4*(n%perSector):])
	}
	// The entries: 128 bytes each. Those at the top are a tree under the root's child.
	var entries [][]byte
	for n, count := binary.LittleEndian.Uint32(data[48:]), 0; count < 64; count++ {
		s := sector(n)
		if s == nil {
			break
		}
		for at := 0; at+128 <= len(s); at += 128 {
			entries = append(entries, s[at:at+128])
		}
		n = next(n)
	}
	seen := map[uint32]bool{}
	var walk func(id uint32)
	walk = func(id uint32) {
		if int64(id) >= int64(len(entries)) || seen[id] {
			return
		}
		seen[id] = true
		e := entries[id]
		length := min(int(binary.LittleEndian.Uint16(e[64:])), 64)
		var units []uint16
		for i := 0; i+1 < length-1; i += 2 {
			units = append(units, binary.LittleEndian.Uint16(e[i:]))
		}
		names[string(utf16.Decode(units))] = true
		walk(binary.LittleEndian.Uint32(e[68:]))
		walk(binary.LittleEndian.Uint32(e[72:]))
	}
	if len(entries) > 0 {
		walk(binary.LittleEndian.Uint32(entries[0][76:]))
	}
	return names
}
