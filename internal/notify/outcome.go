package notify

import "time"

// delivered notes what the receiver has acknowledged.
func (o *outbox) delivered(letters []letter, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range letters {
		o.status.Sent += int64(len(l.alerts))
		o.settle(l, now)
	}
	o.status.Delivered, o.status.Error, o.status.Since = now, "", time.Time{}
}

// settle notes what the receiver knows. What has left the list meanwhile is
// kept all the same: its end has to be told.
func (o *outbox) settle(l letter, now time.Time) {
	e := o.entries[l.key]
	if e == nil {
		e = &entry{Want: l.news, Seen: now}
		o.entries[l.key] = e
	}
	told := heard(e.Told, l.news)
	e.Told, e.Refused, e.At, e.Late = &told, nil, now, l.late
}

// failed notes that a try failed.
func (o *outbox) failed(err error, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.status.Failed++
	o.status.Error = err.Error()
	if o.status.Since.IsZero() {
		o.status.Since = now
	}
}

// refused notes that the receiver will not have a letter as it is.
func (o *outbox) refused(l letter, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if e := o.entries[l.key]; e != nil {
		e.Refused, e.At = &l.want, now
	}
}

// report is what became of the deliveries.
func (o *outbox) report() Status {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.status
	s.Pending = o.pending()
	return s
}
