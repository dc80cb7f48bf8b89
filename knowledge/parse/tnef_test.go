package parse

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
)

// outlookFile makes a winmail.dat of attributes: number, value, number, value, ...
func outlookFile(attributes ...any) []byte {
	data := binary.LittleEndian.AppendUint32(nil, tnefSignature)
	data = append(data, 1, 0)
	for i := 0; i+1 < len(attributes); i += 2 {
		value := []byte(attributes[i+1].(string))
		data = append(data, 2)
		data = binary.LittleEndian.AppendUint32(data, uint32(attributes[i].(int)))
		data = binary.LittleEndian.AppendUint32(data, uint32(len(value)))
		data = append(data, value...)
		data = append(data, 0, 0)
	}
	return data
}

// longName are the properties of an attachment: a number, then its long name.
func longName(name string) string {
	data := binary.LittleEndian.AppendUint32(nil, 2)
	data = append(data, 0x03, 0, 0x05, 0x37, 1, 0, 0, 0) // PR_ATTACH_METHOD
	data = append(data, 0x1F, 0, 0x07, 0x37, 1, 0, 0, 0)
	var units []byte
	for _, r := range name + "\x00" {
		units = binary.LittleEndian.AppendUint16(units, uint16(r))
	}
	data = binary.LittleEndian.AppendUint32(data, uint32(len(units)))
	return string(append(data, units...))
}

func outlookMail(file []byte, text string) string {
	return "From: o@example.org\nSubject: Offer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n" + text +
		"\n--x\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(file) + "\n--x--\n"
}

// What Outlook puts into winmail.dat is attached to the mail.
func TestOutlookAttachments(t *testing.T) {
	file := outlookFile(tnefBody, "The text of the mail.\x00", tnefAttachment, "x", tnefName, "STOCKL~1.CSV\x00", tnefData, "Name,Sum\nPears,4\n", tnefProperties, longName("Stock list.csv"),
		tnefAttachment, "x", tnefName, "note.txt\x00", tnefData, "The notice period is six weeks.", tnefAttachment, "x", tnefName, "empty.txt\x00")
	pages, meta := mustReadDocument(t, "a.eml", []byte(outlookMail(file, "See the files.")))
	got := golden(pages, meta)
	wants(t, "attachments", got, "Attachments: Stock list.csv, note.txt\n", "See the files.", "attachment Stock list.csv", "Name: Pears; Sum: 4", "notice period is six weeks", "!winmail", "!The text of the mail", "!warning")
	pages, meta = mustReadDocument(t, "a.eml", []byte(outlookMail(file, "")))
	wants(t, "text", golden(pages, meta), "The text of the mail.")
	for n := range file {
		files, _ := readTNEF(file[:n])
		for _, f := range files {
			if len(f.body) == 0 {
				t.Fatalf("%d bytes: a file of nothing", n)
			}
		}
	}
	pages, meta = mustReadDocument(t, "a.eml", []byte(outlookMail([]byte("not of this kind"), "See the files.")))
	wants(t, "broken", golden(pages, meta), "Attachments: winmail.dat", "See the files.")
}

// FuzzOutlookFile: what a winmail.dat holds lies in it, whatever it says.
func FuzzOutlookFile(f *testing.F) {
	f.Add(string(outlookFile(tnefAttachment, "x", tnefName, "a.csv", tnefData, "a", tnefProperties, longName("long.csv"))[6:]))
	f.Fuzz(func(t *testing.T, rest string) {
		data := append(binary.LittleEndian.AppendUint32(nil, tnefSignature), 1, 0)
		data = append(data, rest...)
		files, text := readTNEF(data)
		size := len(text) / 3 // of one byte may become three
		for _, file := range files {
			size += len(file.body)
			if strings.ContainsAny(file.name, "\n\x00") {
				t.Errorf("name %q", file.name)
			}
		}
		if size > len(data) {
			t.Errorf("%d bytes from %d", size, len(data))
		}
	})
}
