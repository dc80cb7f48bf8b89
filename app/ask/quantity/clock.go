package quantity

import (
	"strconv"
	"strings"

	"carrel/app/ask/prose"
)

// The units of a time of day, whose value is in minutes since midnight: "15:00", "3 p.m.".
const (
	clock = "clock"  // it is clear which half of the day
	hours = "clock?" // it is not: "7:30"
)

// clockTime reads a time of day that ws begins with, and says how many words it has: "7:30",
// "19:30", "7:30 p.m.", "3 pm", "15.30 Uhr". What has seconds or goes on otherwise is none.
func clockTime(ws []prose.Word, runes []rune) (n Number, used int) {
	text := ws[0].Text
	n = Number{Start: ws[0].Start, End: ws[0].End, Unit: hours}
	half := ""
	for _, h := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(ws[0].Fold, h); ok && rest != "" {
			text, half = rest, h
		}
	}
	minute, used := 0, 1
	written := half != ""
	switch h, m, dotted := strings.Cut(text, "."); {
	case dotted && len(ws) > 1 && len(m) == 2 && (ws[1].Fold == "uhr" || ws[1].Fold == "pm" || ws[1].Fold == "am" && ws[1].Text != "AM"):
		text, minute = h, atoi(m)
	case !written && len(ws) > 1 && ws[1].Start == ws[0].End+1 && runes[ws[0].End] == ':' && len(ws[1].Text) >= 2:
		m := ws[1].Fold
		for _, h := range []string{"am", "pm"} {
			if rest, ok := strings.CutSuffix(m, h); ok {
				m, half = rest, h
			}
		}
		if len(m) != 2 || ws[0].Start > 0 && runes[ws[0].Start-1] == ':' || ws[1].End+1 < len(runes) && (runes[ws[1].End] == ':' || runes[ws[1].End] == '-') && runes[ws[1].End+1] >= '0' && runes[ws[1].End+1] <= '9' {
			return n, 0
		}
		minute, used, written, n.End = atoi(m), 2, true, ws[1].End
	}
	hour := atoi(text)
	if hour < 0 || hour > 24 || minute < 0 || minute > 59 || len(text) > 2 {
		return n, 0
	}
	if half == "" && used < len(ws) && ws[used].Start <= n.End+1 {
		if h, words := halfOfDay(ws[used:], runes); h != "" {
			half, written, n.End = h, true, ws[used+words-1].End
			used += words
		} else if ws[used].Fold == "uhr" {
			written, n.Unit, n.End = true, clock, ws[used].End
			used++
		} else if f := strings.ToLower(ws[used].Text); f == "o'clock" || f == "o’clock" {
			written, n.End = true, ws[used].End
			used++
		}
	}
	switch {
	case !written || half != "" && (hour < 1 || hour > 12):
		return n, 0
	case half == "am":
		hour, n.Unit = hour%12, clock
	case half == "pm":
		hour, n.Unit = hour%12+12, clock
	case hour > 12 || hour == 0 || text[0] == '0':
		n.Unit = clock
	}
	n.Value = float64(hour*60 + minute)
	n.Text = string(runes[n.Start:n.End])
	return n, used
}

func atoi(s string) int {
	v, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return v
}

// settleHours makes sure of the times of a text that has some of the second half of the day in
// figures: where it says "17:00", its "9:00" is in the morning.
func settleHours(ns []Number) {
	sure := false
	for _, n := range ns {
		sure = sure || n.Unit == clock && n.Value >= 13*60 && !strings.ContainsAny(n.Text, "mM")
	}
	for i := range ns {
		if sure && ns[i].Unit == hours {
			ns[i].Unit = clock
		}
	}
}

// sameTime says whether a, a time of day or a bare hour, is the time b: "7:30" is said of "7:30 p.m.", and
// not of "19:30".
func (a Number) sameTime(b Number) bool {
	switch {
	case a.Unit == b.Unit:
		return a.Value == b.Value
	case a.Unit == hours && b.Unit == clock:
		return a.Value == b.Value || a.Value+12*60 == b.Value && strings.ContainsAny(b.Text, "mM")
	case a.Unit == "" && a.Value > 0: // "from nine to five"
		return a.Value*60 == b.Value || a.Value <= 12 && a.Value*60+12*60 == b.Value && strings.ContainsAny(b.Text, "mM")
	}
	return false
}

// halfOfDay reads "am" or "p.m." where ws begins with it, and says how many
// words it has. "am" without full stops is German too: there an article's word.
func halfOfDay(ws []prose.Word, runes []rune) (string, int) {
	switch f := ws[0].Fold; {
	case f == "pm", f == "am" && (len(ws) == 1 || !prose.IsCapital(ws[1]) || prose.ClauseEnds(runes, ws[0], ws[1])):
		return f, 1
	case f == "in" && len(ws) > 2 && ws[1].Fold == "the" && ws[2].Start <= ws[0].End+5:
		switch ws[2].Fold {
		case "morning":
			return "am", 3
		case "afternoon", "evening":
			return "pm", 3
		}
	case (f == "a" || f == "p") && len(ws) > 1 && ws[1].Fold == "m" && ws[1].Start <= ws[0].End+2 && runes[ws[0].End] == '.':
		return f + "m", 2
	}
	return "", 0
}
