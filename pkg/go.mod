module makcomblang.id/pkg

go 1.26.0
