module github.com/breakwaterhq/breakwater/client

go 1.26.0
