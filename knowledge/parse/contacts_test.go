package parse

import (
	"strings"
	"testing"
)

const addressBook = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quinn;Aoife;;Dr;\r\nFN:Dr Aoife Quinn\r\nORG:Quinn\\, Dentists;Cork\r\nTEL;TYPE=WORK,VOICE:021 555 2020\r\nitem1.TEL;type=pref:021 555 2021\r\n" +
	"ADR;TYPE=WORK:;;Patrick Street 40;Cork;;T12;Ireland\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=\r\nler;J=C3=BCrg\r\nTEL;CELL:+49 171 2345678\r\nTEL;HOME;FAX:030 1234567\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Peter Berg\r\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+353-87-555-4411\r\nEMAIL:p@example.org\r\nBDAY:19610903\r\nANNIVERSARY:--0620\r\nNOTE:Landlord\\nof the flat\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:3.0\r\nORG:Mill Yard\r\n"

func TestContacts(t *testing.T) {
	pages, meta := mustReadDocument(t, "people.vcf", []byte(addressBook))
	want := "Dr Aoife Quinn\nDr Aoife Quinn, firm: Quinn, Dentists, Cork\nDr Aoife Quinn, work phone: 021 555 2020\nDr Aoife Quinn, phone: 021 555 2021\n" +
		"Dr Aoife Quinn, work address: Patrick Street 40, Cork, T12, Ireland\n\n" +
		"Jürg Müller\nJürg Müller, mobile phone: +49 171 2345678\nJürg Müller, home fax: 030 1234567\n\n" +
		"Peter Berg\nPeter Berg, mobile phone: +353-87-555-4411\nPeter Berg, mail: p@example.org\nPeter Berg, birthday: 1961-09-03\nPeter Berg, anniversary: 20 June\nPeter Berg, note: Landlord of the flat\n\n" +
		"Mill Yard"
	if len(pages) != 1 || pages[0].Text != want || len(pages[0].Headings) != 4 || meta.Format != formatContacts || meta.Title != "" {
		t.Errorf("%s", golden(pages, meta))
	}
	// By its content, and as a mail's attachment.
	if _, meta := mustReadDocument(t, "card.txt", []byte(strings.Split(addressBook, "BEGIN:VCARD\r\nVERSION:2.1")[0])); meta.Format != formatContacts || meta.Title != "Dr Aoife Quinn" {
		t.Errorf("%+v", meta)
	}
	mail := "From: r@example.org\nSubject: The joiner\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nHere he is.\n--x\nContent-Type: text/vcard; name=joiner.vcf\n\n" +
		"BEGIN:VCARD\nFN:Declan Hogan\nTEL:086 555 9090\nEND:VCARD\n--x--\n"
	if pages, meta := mustReadDocument(t, "a.eml", []byte(mail)); len(pages) != 2 || pages[1].Text != "Declan Hogan\nDeclan Hogan, phone: 086 555 9090" {
		t.Errorf("%s", golden(pages, meta))
	}
	if _, _, err := readDocument(t, "empty.vcf", []byte("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n")); err == nil || !strings.Contains(err.Error(), "no name") {
		t.Error(err)
	}
}

func TestGoldenContacts(t *testing.T) { compareGolden(t, "people.vcf", []byte(addressBook)) }

// FuzzContacts: any address book gives sound pages.
func FuzzContacts(f *testing.F) {
	f.Add(addressBook)
	f.Add("BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=\n=\nTEL;=:\nORG:\\")
	f.Fuzz(func(t *testing.T, source string) {
		_, _, _ = readDocument(t, "a.vcf", []byte("BEGIN:VCARD\n"+source))
	})
}
