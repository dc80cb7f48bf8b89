package prose

import "strings"

// AsWritten finds how a text writes what folding made small.
func AsWritten(text, folded string) string {
	fields := strings.Fields(text)
	n := len(strings.Fields(folded))
	for i := 0; i+n <= len(fields); i++ {
		part := strings.Trim(strings.Join(fields[i:i+n], " "), " ,;.!?¿¡“”\"„«»'’‘")
		if strings.Trim(Fold(part), " ,;.!?") == folded {
			return part
		}
	}
	return folded
}
