package align

// forbidden returns the "not" of "may not charge" where span says "may charge", whatever else it
// denies: "may charge any price or no price".
func (st Statement) forbidden(span []Statement) []string {
	for i := 0; i+2 < len(st.words); i++ {
		modal, not, does := st.words[i], st.words[i+1], st.words[i+2]
		if !modals[modal.Text] || not.Fold != "not" || does.Term == "" {
			continue
		}
		allowed, denied := false, false
		for _, s := range span {
			for k, w := range s.words {
				if w.Fold != modal.Fold || k+1 >= len(s.words) {
					continue
				}
				next := s.words[k+1]
				allowed = allowed || next.Term == does.Term
				denied = denied || negations[next.Fold]
			}
		}
		if allowed && !denied {
			return []string{not.Text}
		}
	}
	return nil
}
