package model

// Setting is one declared key with its value. At is where the key stands; the
// value has an origin of its own.
type Setting struct {
	Name  string
	Value Value
	At    Origin
}

// Config is the settings of one thing in the order in which they stand in the
// file. Of several with one name the last wins, as in Kafka. The zero Config
// is empty and ready to use.
type Config struct {
	list  []Setting
	index *index // of a long list; nil for a short one
	rest  Value
}

// index finds the setting that counts for a name. Copies of a Config share
// it: it holds for one whose list is as long as what is indexed, since who
// adds to an index that does not hold makes a new one.
type index struct {
	last    map[string]int
	indexed int
}

// short is how many settings are found by a scan as fast as by an index. Most
// configs are that short.
const short = 16

// Set appends a setting.
func (c *Config) Set(name string, v Value, at Origin) {
	indexed := c.isIndexed()
	c.list = append(c.list, Setting{Name: name, Value: v, At: at})
	switch n := len(c.list); {
	case indexed:
		c.index.last[name], c.index.indexed = n-1, n
	case n > short:
		c.index = &index{last: lastOf(c.list), indexed: n}
	}
}

func (c Config) isIndexed() bool { return c.index != nil && c.index.indexed == len(c.list) }

// lastOf is where the last setting of each name stands.
func lastOf(list []Setting) map[string]int {
	last := make(map[string]int, len(list))
	for i, s := range list {
		last[s.Name] = i
	}
	return last
}

// Rest sets the value of every key that has none of its own: an unknown one,
// where something that is not known decides which keys there are, so that
// nobody takes a default for what is in force. It is not among the Settings.
func (c *Config) Rest(v Value) { c.rest = v }

// Other is what Rest has set: the value of every key that nobody declared.
func (c Config) Other() Value { return c.rest }

// Get is the value that counts for a key; where nobody declared it, what Rest has
// set, which is a Value that is not set if it was not called.
func (c Config) Get(name string) Value {
	if i := c.find(name); i >= 0 {
		return c.list[i].Value
	}
	return c.rest
}

// Own is the value that was declared for the key itself; a Value that is not set
// if none was, whatever Rest has set.
func (c Config) Own(name string) Value {
	if i := c.find(name); i >= 0 {
		return c.list[i].Value
	}
	return Value{}
}

// find is where the setting that counts for a key stands in the list; -1: nowhere.
func (c Config) find(name string) int {
	if c.isIndexed() {
		if i, declared := c.index.last[name]; declared {
			return i
		}
		return -1
	}
	for i := len(c.list) - 1; i >= 0; i-- {
		if c.list[i].Name == name {
			return i
		}
	}
	return -1
}

// Settings lists the settings that count, in file order: an earlier one of
// the same name is left out.
func (c Config) Settings() []Setting {
	last := lastOf(c.list)
	out := make([]Setting, 0, len(last))
	for i, s := range c.list {
		if last[s.Name] == i {
			out = append(out, s)
		}
	}
	return out
}

// Len is the number of settings, duplicates counted.
func (c Config) Len() int { return len(c.list) }
