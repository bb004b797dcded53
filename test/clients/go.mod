module github.com/breakwaterhq/breakwater/test/clients

go 1.26.0

require (
	github.com/breakwaterhq/breakwater v0.0.0
	github.com/breakwaterhq/breakwater/client v0.1.0
	github.com/twmb/franz-go v1.22.3
	github.com/twmb/franz-go/pkg/kadm v1.20.0
	github.com/twmb/franz-go/pkg/kfake v0.0.0-20260918054303-01f206a7e32c
	github.com/twmb/franz-go/pkg/kmsg v1.15.1
)

require (
	github.com/klauspost/compress v1.20.3 // indirect
	github.com/pierrec/lz4/v4 v4.1.33 // indirect
)

// It is never released.
replace (
	github.com/breakwaterhq/breakwater => ../..
	github.com/breakwaterhq/breakwater/client => ../../client
)
