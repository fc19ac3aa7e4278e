from django.urls import path

from courses.interop.views import launch, platforms, structure

app_name = "interop"
urlpatterns = [
    path("s/<slug:slug>/interop/", structure.home, name="home"),
    path("s/<slug:slug>/interop/export/", structure.export, name="export"),
    path("s/<slug:slug>/interop/store/", structure.store, name="store"),
    path("s/<slug:slug>/interop/store/switch/", structure.switch, name="switch"),
    path("s/<slug:slug>/interop/store/retry/", structure.retry, name="retry"),
    path("s/<slug:slug>/interop/platforms/<uuid:pk>/switch/", structure.platform_switch, name="platform_switch"),
    path("s/<slug:slug>/interop/platforms/<uuid:pk>/retry/", structure.platform_retry, name="platform_retry"),
    path("xapi/keys.json", structure.keys, name="keys"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/new/", platforms.platform_new, name="platform_new"),
    path("platforms/<uuid:pk>/", platforms.platform, name="platform"),
    path("lti/keys.json", launch.tool_keys, name="tool_keys"),
    path("lti/login/", launch.login, name="login"),
    path("lti/launch/", launch.launch, name="launch"),
    path("lti/choose/", launch.choose, name="choose"),
]
