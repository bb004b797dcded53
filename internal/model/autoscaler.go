package model

// Autoscaler changes how many pods another object of its namespace makes, by their
// load.
type Autoscaler struct {
	Kind Value // of that object
	Name Value
	Min  Value // the fewest pods; not set: Kubernetes' default, 1, and 0 for a ScaledObject
	Max  Value
	At   Origin
}

// Fixed tells that it never changes anything: the fewest pods are the most.
func (a *Autoscaler) Fixed() bool {
	return a.Min.Usable() && a.Max.Usable() && a.Min.Raw() == a.Max.Raw()
}

// Scales tells whether an object is the one that it changes.
func (a *Autoscaler) Scales(o *Object) bool {
	return a.Kind.Usable() && a.Name.Usable() && a.Kind.Raw() == o.Kind && a.Name.Raw() == o.Name
}
