package parse

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Outlook sends mails with its own formatting in one file, winmail.dat, in a
// format of its own (TNEF, [MS-OXTNEF]): what was attached to the mail is in it.

const tnefSignature = 0x223E9F78

// Attributes of TNEF.
const (
	tnefBody       = 0x0002800C // the mail's plain text
	tnefAttachment = 0x00069002 // how one is shown: the next attachment begins
	tnefName       = 0x00018010 // of an attachment
	tnefData       = 0x0006800F // its content
	tnefProperties = 0x00069005 // and more of it
)

func isTNEF(data []byte) bool {
	return len(data) >= 6 && binary.LittleEndian.Uint32(data) == tnefSignature
}

// readTNEF gives the files in a winmail.dat, and the mail's plain text if that is
// there. What is cut off or broken ends it.
func readTNEF(data []byte) (files []part, text string) {
	if !isTNEF(data) {
		return nil, ""
	}
	for data = data[6:]; len(data) >= 9; {
		attribute, length := binary.LittleEndian.Uint32(data[1:]), uint64(binary.LittleEndian.Uint32(data[5:]))
		data = data[9:]
		if length > uint64(len(data)) {
			break
		}
		value := data[:length]
		data = data[min(length+2, uint64(len(data))):] // a checksum follows
		if attribute == tnefAttachment {
			if len(files) >= maxParts {
				break
			}
			files = append(files, part{header: map[string][]string{}, kind: "application/octet-stream"})
			continue
		}
		if attribute == tnefBody {
			text = decodeText([]byte(strings.TrimRight(string(value), "\x00")))
		}
		if len(files) == 0 {
			continue
		}
		file := &files[len(files)-1]
		switch attribute {
		case tnefName:
			if file.name == "" {
				file.name = zeroEnded(value)
			}
		case tnefData:
			file.body = value
		case tnefProperties:
			if name := tnefLongName(value); name != "" {
				file.name = name // the other one may be cut to eight letters
			}
		}
	}
	kept := files[:0]
	for _, f := range files {
		if len(f.body) > 0 {
			kept = append(kept, f)
		}
	}
	return kept, text
}

func zeroEnded(value []byte) string {
	s, _, _ := strings.Cut(string(value), "\x00")
	return oneLine(decodeText([]byte(s)), 200)
}

// tnefLongName finds the long name of a file among an attachment's properties
// (PR_ATTACH_LONG_FILENAME). Properties before it of kinds that are not known end
// the look.
func tnefLongName(data []byte) string {
	if len(data) < 4 {
		return ""
	}
	count := binary.LittleEndian.Uint32(data)
	data = data[4:]
	take := func(n uint64) []byte {
		if n > uint64(len(data)) {
			data = nil
			return nil
		}
		value := data[:n]
		data = data[n:]
		return value
	}
	for range min(count, 200) {
		head := take(4)
		if head == nil {
			return ""
		}
		kind, id := binary.LittleEndian.Uint16(head), binary.LittleEndian.Uint16(head[2:])
		if id >= 0x8000 {
			return "" // named properties come last
		}
		switch kind {
		case 0x0002, 0x0003, 0x000A, 0x000B, 0x0004: // short and long integers, errors, switches, floats
			take(4)
		case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: // eight bytes
			take(8)
		case 0x0048: // a GUID
			take(16)
		case 0x001E, 0x001F, 0x0102, 0x000D: // texts, bytes, objects: values with their lengths, padded
			counted := take(4)
			if counted == nil {
				return ""
			}
			for range min(binary.LittleEndian.Uint32(counted), 100) {
				size := take(4)
				if size == nil {
					return ""
				}
				n := uint64(binary.LittleEndian.Uint32(size))
				value := take(n)
				take((4 - n%4) % 4)
				if id != 0x3707 || value == nil {
					continue
				}
				if kind == 0x001F {
					units := make([]uint16, 0, len(value)/2)
					for ; len(value) >= 2 && (value[0] != 0 || value[1] != 0); value = value[2:] {
						units = append(units, binary.LittleEndian.Uint16(value))
					}
					return oneLine(string(utf16.Decode(units)), 200)
				}
				return zeroEnded(value)
			}
		default:
			return ""
		}
	}
	return ""
}
