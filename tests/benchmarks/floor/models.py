from django.db import models


class Programme(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    published = models.BooleanField(default=True)
    order = models.IntegerField(default=0)

    def __str__(self):
        return self.title


class Event(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    teaser = models.TextField()
    venue = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.IntegerField(default=100)
    seats_taken = models.IntegerField(default=0)
    published = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["published", "starts_at"])]

    def __str__(self):
        return self.title


class Tag(models.Model):
    name = models.CharField(max_length=60)
    events = models.ManyToManyField(Event, related_name="tags")

    def __str__(self):
        return self.name


class Registration(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    status = models.CharField(max_length=12, default="confirmed")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["event", "status"])]
        constraints = [models.UniqueConstraint(fields=["event", "email"], name="one_per_email")]

    def __str__(self):
        return self.email
