package produce

// wake tells whoever waits on a channel of one that there is something to do. If nobody has
// taken what was told before, that is enough.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
