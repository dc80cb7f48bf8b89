package reader

// covered is how much of a letter's width and of its height a rectangle may
// cover before it counts as marked: lines that are set tight overlap by the
// tails of their letters.
const covered = 1.0 / 3

// Union is the rectangle around two.
func (b Box) Union(o Box) Box {
	return Box{Left: min(b.Left, o.Left), Bottom: min(b.Bottom, o.Bottom), Right: max(b.Right, o.Right), Top: max(b.Top, o.Top)}
}

// covers reports whether b covers enough of another box that a person takes it
// for marked.
func (b Box) covers(o Box) bool {
	wide := min(b.Right, o.Right) - max(b.Left, o.Left)
	high := min(b.Top, o.Top) - max(b.Bottom, o.Bottom)
	return wide > 0 && high > 0 && wide >= covered*(o.Right-o.Left) && high >= covered*(o.Top-o.Bottom)
}

// JoinsOver reports whether the rectangle around b and o covers none of the
// others that neither of the two covers by itself.
func (b Box) JoinsOver(o Box, others []Box) bool {
	union := b.Union(o)
	for _, other := range others {
		if union.covers(other) && !b.covers(other) && !o.covers(other) {
			return false
		}
	}
	return true
}

// Near gives those of the others that touch a box.
func Near(b Box, others []Box) []Box {
	var near []Box
	for _, o := range others {
		if o.Left < b.Right && o.Right > b.Left && o.Bottom < b.Top && o.Top > b.Bottom {
			near = append(near, o)
		}
	}
	return near
}

// JoinBoxes makes one box of those that lie side by side on one level line, closer
// than the line is high, as a marker pen would draw them: they share most of their
// height, and what is around them covers none of the others.
func JoinBoxes(boxes, others []Box) []Box {
	joined := []Box{}
	for _, b := range boxes {
		at := len(joined) - 1
		for ; at >= 0; at-- {
			if j := joined[at]; sameLine(j, b) && j.JoinsOver(b, others) {
				break
			}
		}
		if at < 0 {
			joined = append(joined, b)
			continue
		}
		joined[at] = joined[at].Union(b)
	}
	return joined
}

// sameLine reports whether two boxes lie on one line and nearly touch.
func sameLine(a, b Box) bool {
	high, low := a.Top-a.Bottom, b.Top-b.Bottom
	shared := min(a.Top, b.Top) - max(a.Bottom, b.Bottom)
	apart := max(a.Left, b.Left) - min(a.Right, b.Right)
	return shared > 0.6*min(high, low) && apart < max(high, low)
}
