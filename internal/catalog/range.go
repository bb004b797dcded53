package catalog

// Range is the ends of a range as Kafka gives them, "" for one that is open,
// and the one value beside the range that is accepted too, "" for none.
func (v Validator) Range() (low, high, alone string) {
	return v.min.text, v.max.text, v.alone
}
