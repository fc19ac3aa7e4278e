from django.urls import URLPattern

app_name = "merging"
urlpatterns: list[URLPattern] = []
