package parse

import (
	"strings"
	"testing"
)

const invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Zurich\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;TZID=Europe/Zurich:20240315T140000\r\nDTEND;TZID=Europe/Zurich:20240315T150000\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20241231T000000Z\r\n" +
	"ORGANIZER;CN=\"Blum; Rosa\":mailto:r@example.org\r\nATTENDEE;CN=Jürg;PARTSTAT=NEEDS-ACTION:mailto:j@example.org\r\nATTENDEE:mailto:k@example.org\r\n" +
	"SUMMARY:Harvest meeting\r\nDESCRIPTION:Bring the ledger\\, please.\\nAgenda: pears\\; and a line that is fol\r\n ded here.\r\nLOCATION:Barn 2\r\n" +
	"BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20240401\r\nDTEND;VALUE=DATE:20240404\r\nSTATUS:CANCELLED\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n" +
	"BEGIN:VTODO\r\nDUE:20240501T080000Z\r\nSUMMARY:Pay the press\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"

func TestCalendar(t *testing.T) {
	pages, meta := mustReadDocument(t, "plan.ics", []byte(invitation))
	want := "Harvest meeting\nWhen: 2024-03-15 14:00 to 15:00 (Europe/Zurich)\nRepeats: every 2 weeks until 2024-12-31\nWhere: Barn 2\nFrom: Blum; Rosa <r@example.org>\nInvited: Jürg <j@example.org>, k@example.org\n\n" +
		"Bring the ledger, please.\nAgenda: pears; and a line that is folded here.\n\n" +
		"Fair\nWhen: 2024-04-01 to 2024-04-03\nState: called off\n\nPay the press\nDue: 2024-05-01 08:00 (UTC)"
	if len(pages) != 1 || pages[0].Text != want || len(pages[0].Headings) != 3 || pages[0].Headings[0].Text != "Harvest meeting" || meta.Format != formatCalendar {
		t.Errorf("%s", golden(pages, meta))
	}
	// As a part of a mail, and cut off.
	mail := "From: r@example.org\nSubject: Invitation\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nPlease come.\n--x\nContent-Type: text/calendar; method=CANCEL; charset=utf-8\n\n" +
		strings.Replace(invitation[:strings.Index(invitation, "LOCATION")], "REQUEST", "CANCEL", 1) + "\n--x--\n"
	part := mail[strings.Index(mail, "--x\nContent-Type: text/calendar"):strings.LastIndex(mail, "--x--")]
	mail = strings.Replace(mail, "--x--", strings.Replace(part, "text/calendar;", "text/calendar; name=invite.ics;", 1)+"--x--", 1) // once more, as a file
	pages, meta = mustReadDocument(t, "a.eml", []byte(mail))
	if len(pages) != 2 || pages[1].Label != "attachment 1" || !strings.Contains(pages[1].Text, "State: called off") || strings.Contains(pages[1].Text, "BEGIN:") {
		t.Errorf("%s", golden(pages, meta))
	}
}

// FuzzCalendar: any calendar gives sound pages.
func FuzzCalendar(f *testing.F) {
	f.Add(invitation)
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY\nDTSTART;X=\"a:b\n :20240101\nEND:VEVENT")
	f.Fuzz(func(t *testing.T, source string) {
		_, _, _ = readDocument(t, "a.ics", []byte("BEGIN:VCALENDAR\n"+source))
	})
}
