package metrics

// A topic and how many of its records failed.
type topic struct {
	name   string
	failed uint64
}

// topics has the topics that have samples of their own in front, and the sum of the others
// at the end. Which is which is decided when a topic is seen first and for ever, so that no
// counter ever falls.
func (r *Reader) topics(failed map[string]uint64) (out []topic) {
	if r.most <= 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	others := uint64(0)
	for _, name := range sorted(failed) {
		if r.own(name) {
			out = append(out, topic{name, failed[name]})
		} else {
			others += failed[name]
		}
	}
	return append(out, topic{Others, others})
}

// isNamed tells whether a topic has samples of its own, also if none of its records failed.
func (r *Reader) isNamed(topic string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.own(topic)
}

// own tells whether a topic has samples of its own; r is locked.
func (r *Reader) own(name string) bool {
	is, seen := r.named[name]
	if !seen {
		is = name != "" && r.count < r.most
		r.named[name] = is
		if is {
			r.count++
		}
	}
	return is
}
