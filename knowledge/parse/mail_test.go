package parse

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

func TestMailGolden(t *testing.T) {
	for _, name := range []string{"letter.eml", "box.mbox", "saved.mhtml"} {
		checkGolden(t, name)
	}
}

const mailHead = "From: Ada <ada@example.org>\nTo: ben@example.org\nSubject: Desks\nDate: Fri, 3 May 2024 10:11:12 +0200\n"

// mailText reads a mail and gives its pages' texts, each after its label.
func mailText(t testing.TB, source string) (string, reader.Meta) {
	t.Helper()
	pages, meta, err := readDocument(t, "a.eml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&b, "[%s]%s\n", p.Label, p.Text)
	}
	return b.String(), meta
}

func TestMailBodies(t *testing.T) {
	for what, test := range map[string]struct{ source, want, not string }{
		"plain":                {mailHead + "\nA text.\n", "Subject: Desks\n\nA text.", ""},
		"no blank line":        {mailHead + "A text without: a header\n", "Subject: Desks", ""},
		"HTML":                 {mailHead + "Content-Type: text/html\n\n<p>One</p><p>Two</p>", "One\n\nTwo", "<p>"},
		"HTML says charset":    {mailHead + "Content-Type: text/html\n\n<meta charset=koi8-r><p>\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", ""},
		"Windows line ends":    {strings.ReplaceAll(mailHead+"\nOne\n\nTwo\n", "\n", "\r\n"), "Desks\n\nOne\n\nTwo", "\r"},
		"charset unknown":      {mailHead + "Content-Type: text/plain; charset=x-no-such\n\nGr\xf6\xdfe", "Größe", ""},
		"charset wrong":        {mailHead + "Content-Type: text/plain; charset=iso-8859-1\n\nGröße", "Größe", ""},
		"Japanese":             {mailHead + "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B4|5?\x1b(B", "期疑", ""},
		"broken quoting":       {mailHead + "Content-Transfer-Encoding: quoted-printable\n\n1 =3D 1 =XY =", "1 = 1 =XY", ""},
		"broken base64":        {mailHead + "Content-Transfer-Encoding: base64\n\nQSB0\n!!ZXh0Lg\n", "A text.", ""},
		"stub in plain text":   {mailHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nNo HTML?\n--b\nContent-Type: text/html\n\n<p>" + strings.Repeat("The real text. ", 20) + "\n--b--\n", "The real text.", "No HTML?"},
		"no end of parts":      {mailHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne part\n--b\n\nanother", "One part\n\nanother", ""},
		"parameters unquoted":  {mailHead + "Content-Type: multipart/mixed; boundary=a b\n\n--a b\n\nOne part\n--a b--", "One part", ""},
		"quotation stays":      {mailHead + "\nYes.\n\n> Really?\n>> I ask.\n\n-- \nAda", "Yes.\n\n> Really?\n\n>> I ask.\n\nAda", "--"},
		"quotation is wrapped": {mailHead + "\nOn 3 May, Ben wrote:\n> > The desks come on\n> > Monday. All\n> > of them.\n> >\n> > Ada\n> When?\nAt nine.", "\n\nOn 3 May, Ben wrote:\n\n>> The desks come on\nMonday. All\nof them.\n\n>> Ada\n\n> When?\n\nAt nine.", ""},
		"header with controls": {"Subject: a\x00b\x1bc\u202e\nFrom: x\nTo: y\n\nText", "Subject: abc", ""},
	} {
		got, _ := mailText(t, test.source)
		if !strings.Contains(got, test.want) || test.not != "" && strings.Contains(got, test.not) {
			t.Errorf("%s: %q", what, got)
		}
	}
}

func TestMailWarnings(t *testing.T) {
	for what, test := range map[string]struct{ source, code string }{
		"S/MIME":        {"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAGCSq", "encrypted"},
		"S/MIME signed": {"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nMIAGCSq", "encrypted"},
		"PGP in text":   {"\n-----BEGIN PGP MESSAGE-----\n\nabc", "encrypted"},
		"archive":       {"Content-Type: application/zip; name=a.zip\n\n\x1f\x8b\x08", "attachment"},
	} {
		if _, meta := mailText(t, mailHead+test.source); len(meta.Warnings) != 1 || meta.Warnings[0].Code != test.code {
			t.Errorf("%s: %+v", what, meta.Warnings)
		}
	}
}

// A mail in a mail in a mail: read as deep as the bound, and no deeper.
func TestMailNested(t *testing.T) {
	source := mailHead + "\nThe innermost text."
	for i := range 8 {
		source = fmt.Sprintf("From: Ada\nTo: Ben\nSubject: Level %d\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n\nText %d\n--b%d\nContent-Type: message/rfc822\n\n%s\n--b%d--\n", i, i, i, i, i, source, i)
	}
	got, meta := mailText(t, source)
	if !strings.Contains(got, "[attachment Level 6, attachment Level 5, attachment Level 4, message Level 4]From") && !strings.Contains(got, "attachment Level 4") {
		t.Errorf("%s", got)
	}
	if strings.Contains(got, "Text 3") || !strings.Contains(got, "Text 4") || len(meta.Warnings) != 1 || !strings.HasPrefix(meta.Warnings[0].Message, "In the attachment “Level 4”: One attachment lies too deep") {
		t.Errorf("%s %+v", got, meta.Warnings)
	}
}

func TestMailHostile(t *testing.T) {
	parts := strings.Repeat("--b\nContent-Type: text/plain; name=a.txt\n\nan attachment\n", 10_000)
	got, meta := mailText(t, mailHead+"Content-Type: multipart/mixed; boundary=b\n\n"+parts)
	if n := strings.Count(got, "an attachment"); n < 1000 || n > maxParts || len(meta.Warnings) != 1 {
		t.Errorf("%d of 10,000 attachments, %+v", n, meta.Warnings)
	}
	var deep strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	mailText(t, mailHead+deep.String())
	mailText(t, mailHead+"Content-Type: multipart/mixed; boundary=b\n\n"+strings.Repeat("--b\n", 200_000))
	mailText(t, mailHead+strings.Repeat("X: y\n", 100_000)+strings.Repeat(" z\n", 100_000)+"\nText")
	mailText(t, mailHead+"Subject: "+strings.Repeat("=?utf-8?q?a?= ", 100_000)+"\n\nText")
	mailText(t, mailHead+"To: "+strings.Repeat("x@example.org, ", 100_000)+"\n\nText")
	mailText(t, mailHead+"\n"+strings.Repeat("one line ", 300_000))
	mailText(t, mailHead+"Content-Type: multipart/alternative; boundary=b\n\n"+strings.Repeat("--b\nContent-Type: text/html\n\n<p>a\n", 5000))
	got, _ = mailText(t, mailHead+"Content-Disposition: attachment; filename=\"../../etc/\x00pass\u202ewd.txt\"\n\nsecret")
	if !strings.Contains(got, "[attachment passwd.txt]secret") {
		t.Errorf("name with a path: %q", got)
	}
}

// A large mailbox is read mail by mail.
func TestMboxOfManyMails(t *testing.T) {
	oneGoroutine(t)
	const mails = 50_000
	var b bytes.Buffer
	attached := base64.StdEncoding.EncodeToString([]byte("<h1>Attached</h1><p>words</p>"))
	for i := range mails {
		fmt.Fprintf(&b, "From ada@example.org Fri May  3 10:11:12 2024\n%sMessage-ID: <%d@example.org>\n", mailHead, i)
		if i%10 == 0 {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nText %d.\n--b\nContent-Type: text/html; name=a.html\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n\n", i, attached)
		} else {
			fmt.Fprintf(&b, "\nText of mail %d.\n\n", i)
		}
	}
	pages := 0
	meta, err := readMbox(job{data: b.Bytes(), page: func(p reader.Page) error {
		pages++
		if p.Number != pages {
			t.Fatalf("page %d sent as %d", pages, p.Number)
		}
		return nil
	}})
	if err != nil || meta.Pages != pages || pages != mails+mails/10 || len(meta.Warnings) != 0 {
		t.Errorf("%d pages, meta %+v, %v", pages, meta, err)
	}
}

// TestAttachmentSaysItsMail: "attachment notes.txt" would be no answer to where
// something is in a mailbox of a thousand mails.
func TestAttachmentSaysItsMail(t *testing.T) {
	with := func(subject string) string {
		return "From: ada@example.org\nTo: ben@example.org\n" + subject + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee there.\n--b\nContent-Type: text/plain; name=notes.txt\n\nThe notes.\n--b--\n\n"
	}
	const from = "From ada@example.org Fri May  3 10:11:12 2024\n"
	labels := func(read func(job) (reader.Meta, error), data string) (list []string) {
		if _, err := read(job{data: []byte(data), page: func(p reader.Page) error {
			list = append(list, reader.Where(reader.UnitMessage, p, 0, 1))
			return nil
		}}); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got, want := labels(readMbox, from+with("Subject: Boats\n")+from+with("")), []string{"message Boats", "attachment notes.txt of “Boats”", "message 3", "attachment notes.txt"}; !slices.Equal(got, want) {
		t.Errorf("a mailbox: %q, want %q", got, want)
	}
	if got, want := labels(readMail, with("Subject: Boats\n")), []string{"message Boats", "attachment notes.txt"}; !slices.Equal(got, want) {
		t.Errorf("a mail: %q, want %q", got, want)
	}
}

func TestDetectMail(t *testing.T) {
	for _, test := range []struct{ name, source, format string }{
		{"a.eml", mailHead + "\nx", formatMail},
		{"a.emlx", fmt.Sprintf("%d\n%s\nx<?xml", len(mailHead)+2, mailHead), formatMail},
		{"noname", mailHead + "\nx", formatMail},
		{"a.txt", mailHead + "\nx", formatText},
		{"a.eml", "Just a note", formatText},
		{"a.mbox", "From a b\n" + mailHead + "\nx", formatMbox},
		{"Inbox", "From a b\n" + mailHead + "\nx", formatMbox},
		{"letter", "From where I sit\nthe river: seen", formatText},
		{"notes", "Date: today\nSubject: this\n\nx", formatText},
	} {
		if format, problem := detect([]byte(test.source), test.name); format != test.format {
			t.Errorf("%s %q: %q, want %q (%v)", test.name, test.source, format, test.format, problem)
		}
	}
}

// FuzzMail: any mail or mailbox gives sound pages.
func FuzzMail(f *testing.F) {
	f.Add(mailHead+"\nText", false)
	f.Add("From x\n"+mailHead+"\nOne\n\nFrom y\n"+mailHead+"\n>From z", true)
	f.Add(mailHead+"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x\n--b\nContent-Type: message/rfc822\n\n"+mailHead+"\ny\n--b--", false)
	f.Add(mailHead+"Content-Type: text/plain; charset=koi8-r; format=flowed; delsp=yes\nContent-Transfer-Encoding: quoted-printable\n\n> a =\n =C1 \nb", false)
	f.Fuzz(func(t *testing.T, source string, box bool) {
		name := "a.eml"
		if box {
			name = "a.mbox"
		}
		_, _, _ = readDocument(t, name, []byte(source))
	})
}

// What is left out of an attachment is said with its name.
func TestMailAttachmentWarnings(t *testing.T) {
	book := base64.StdEncoding.EncodeToString(workbook())
	source := mailHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the sheet.\n" +
		"--b\nContent-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\nContent-Disposition: attachment; filename=terns.xlsx\nContent-Transfer-Encoding: base64\n\n" + book + "\n--b--\n"
	_, meta := mailText(t, source)
	found := false
	for _, w := range meta.Warnings {
		found = found || w.Code == "hidden_text" && w.Page == 2 && strings.Contains(w.Message, "In the attachment “terns.xlsx”: This workbook has hidden sheets (Drafts)")
	}
	if !found {
		t.Errorf("%+v", meta.Warnings)
	}
}
