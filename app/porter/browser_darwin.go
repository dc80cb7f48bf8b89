package porter

// browserCommand is what opens a link here.
func browserCommand() []string { return []string{"/usr/bin/open"} }
