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
	list []Setting
	rest Value
}

// Set appends a setting.
func (c *Config) Set(name string, v Value, at Origin) {
	c.list = append(c.list, Setting{Name: name, Value: v, At: at})
}

// Rest sets the value of every key that has none of its own: an unknown one,
// where something that is not known decides which keys there are, so that
// nobody takes a default for what is in force. It is not among the Settings.
func (c *Config) Rest(v Value) { c.rest = v }

// Get is the value that counts for a key; a Value that is not set if nobody
// declared it. Configs are short, so a scan beats an index.
func (c Config) Get(name string) Value {
	for i := len(c.list) - 1; i >= 0; i-- {
		if c.list[i].Name == name {
			return c.list[i].Value
		}
	}
	return c.rest
}

// Settings lists the settings that count, in file order: an earlier one of
// the same name is left out.
func (c Config) Settings() []Setting {
	last := make(map[string]int, len(c.list))
	for i, s := range c.list {
		last[s.Name] = i
	}
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
