"""What the scripts of the maps say, handed to them in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from geo.symbols import EVENT_TYPES, UNSPECIFIED

Translate = Callable[[str], str]


def type_names(translate: Translate) -> dict[str, str]:
    """Return the names of the known event types; any other is called what the data call it."""
    _ = translate
    names = {event_type: _(event_type) for event_type in (*EVENT_TYPES, UNSPECIFIED)}
    return {**names, "": _("None known")}


def map_strings(translate: Translate) -> dict[str, object]:
    """Return every sentence that the map's scripts say."""
    _ = translate
    return {
        **_tool_strings(translate),
        **_control_strings(translate),
        "legend": _("Legend"),
        "legendHint": _("Click to hide or show; with Shift, to show it alone"),
        "inside": _("Inside"),
        "outside": _("Outside"),
        "undetermined": _("Undetermined"),
        "drawnArea": _("Drawn area"),
        "drawnAreaOnly": _("Drawn area, which filters nothing"),
        **_mark_strings(translate),
        "play": _("Play the timeline"),
        "pause": _("Pause"),
        "speed": _("Speed"),
        "playMode": _("How it plays"),
        "byMonth": _("Month by month"),
        "smoothly": _("Smoothly"),
        "monthBack": _("One month back"),
        "monthOn": _("One month on"),
        "countShown": _("incidents: %(count)s"),
        **_calendar_strings(translate),
        "timeline": _("Incidents over time"),
        "wholePeriod": _("Whole period"),
        "dragToFilter": _("Drag over the bars to choose a period"),
        "period": _("%(start)s to %(end)s"),
        "periodStart": _("Start of the period"),
        "periodEnd": _("End of the period"),
        "heat": _("Density: few to many incidents"),
        "border": _("Border between countries"),
        "governorateBorder": _("Border between governorates"),
        "imprecise": _("Hollow: known only within the ring"),
        "several": _("Several incidents, coloured by type"),
        "sized": _("Larger: more people killed"),
        "perGovernorate": _("%(range)s incidents in the governorate"),
        "clusterOf": _("%(count)s incidents here: click to zoom in"),
        "stackOf": _("%(count)s incidents at this place: click to list them"),
        "moreInTable": _("%(count)s more in the table below"),
        **_key_strings(translate),
    }


def _key_strings(translate: Translate) -> dict[str, str]:
    """Return what the map says to those who wait, and to those who have no pointer."""
    _ = translate
    return {
        "mapKeys": _("Map: arrows move it, + and − zoom, Tab goes on to its symbols"),
        "loading": _("Loading the incidents …"),
        "notLoaded": _("The incidents could not be loaded; reload the page."),
        "symbols": _("Symbols of the map"),
        "symbolKeys": _(
            "Arrows: the nearest symbol that way. Page Down and Page Up: the next and the one "
            "before by date. Enter opens it, + and − zoom, Esc goes back to the map."
        ),
        "symbolNumber": _("Symbol %(number)s of %(total)s"),
        "symbolOpened": _("What is known of it stands after the map."),
        "noSymbolThere": _("No symbol further that way."),
        "clusterSaid": _("%(count)s incidents here; Enter zooms in."),
        "stackSaid": _("%(count)s incidents at this place; Enter lists them."),
        "nearPlace": _("Near %(place)s"),
        "typeCount": _("%(type)s: %(count)s"),
    }


def place_strings(translate: Translate) -> dict[str, str]:
    """Return every sentence that the script of the gazetteer's map says."""
    _ = translate
    return {
        "formerPoint": _("The point as it was"),
        "dragPoint": _("Drag the point, or click on the map"),
        **_control_strings(translate),
    }


def _control_strings(translate: Translate) -> dict[str, str]:
    """Return what Leaflet's own controls are called."""
    _ = translate
    return {"zoomIn": _("Zoom in"), "zoomOut": _("Zoom out"), "layers": _("Layers")}


def _calendar_strings(translate: Translate) -> dict[str, str]:
    """Return what the calendar below the map says."""
    _ = translate
    return {
        "calendar": _("Calendar"),
        "allYears": _("All years"),
        "yearBack": _("One year back"),
        "yearOn": _("One year on"),
        "openYear": _("Days of %(year)s"),
        "weekFrom": _("Week from %(day)s"),
        "calendarCell": _("%(when)s: incidents: %(count)s"),
        "calendarMonths": _("Incidents by month and year"),
        "calendarDays": _("Incidents on the days of %(year)s"),
        "calendarMonthsSaid": _(
            "Press a month to filter to it, a year to see its days. Incidents in the months: "
            "%(drawn)s; known less exactly, and in none: %(vague)s."
        ),
        "calendarDaysSaid": _(
            "%(year)s: incidents on days: %(drawn)s; most on %(day)s: %(most)s. Known less exactly "
            "than to the day, and on none: %(vague)s. A day that is pressed shows those, too, that "
            "may fall on it."
        ),
        "calendarNoDays": _(
            "%(year)s: no incident on a day. Known less exactly than to the day: %(vague)s."
        ),
    }


def _tool_strings(translate: Translate) -> dict[str, object]:
    """Return what the tools of the map say: to measure, to draw, to go to a place."""
    _ = translate
    return {
        "tools": _("Tools of the map"),
        "toolNames": {
            "goto": _("Go to a place or point"),
            "point": _("Read the coordinates of a point"),
            "distance": _("Measure a distance"),
            "area": _("Measure an area"),
            "rings": _("Distance rings around a point"),
            "polygon": _("Filter by a polygon that you draw"),
            "circle": _("Filter by a circle that you draw"),
            "polygonThere": _("Change the polygon that you filter by"),
            "circleThere": _("Change the circle that you filter by"),
        },
        **_area_strings(translate),
        "close": _("Close"),
        "addMiddle": _("Point at the middle of the map"),
        "undo": _("Undo the last point"),
        "clear": _("Start again"),
        "keysHint": _(
            "With keys, in the map: arrows move it under the cross, Space sets a point, Backspace "
            "takes it back, Enter ends."
        ),
        "sketchHint": _(
            "Click point after point; a double click ends. What is finished stays on the map and "
            "in its link."
        ),
        "polygonHint": _("Click the corners; a double click on the last one filters."),
        "circleHint": _(
            "Click the centre, then a point on the circle; or click the centre and type the radius."
        ),
        "pointHint": _("Click a point to hold it still, then copy it."),
        "threePoints": _("An area has three points or more."),
        "sidesCross": _("The sides cross: this is no area."),
        "metres": _("%(count)s m"),
        "kilometres": _("%(count)s km"),
        "squareKilometres": _("%(count)s km²"),
        "lineLength": _("Length: %(total)s"),
        "lineTotal": _("Length: %(total)s, the last stretch %(last)s"),
        "areaTotal": _("Area: %(area)s, outline %(perimeter)s"),
        "circleTotal": _("Radius: %(radius)s"),
        "readMiddle": _("Read the middle of the map"),
        "notations": {
            "decimal": _("Decimal degrees: latitude, longitude"),
            "dms": _("Degrees, minutes, seconds"),
            "mgrs": _("MGRS, to the metre"),
        },
        "copy": _("Copy"),
        "copied": _("Copied"),
        "notCopied": _("This browser does not let the page copy; select the text instead."),
        "goToWhat": _("A name, or coordinates in any notation"),
        "go": _("Go"),
        "searching": _("Looking it up …"),
        "noAnswer": _("There was no answer; try again."),
    }


def _area_strings(translate: Translate) -> dict[str, str]:
    """Return what the tools say that draw and change an area to filter by."""
    _ = translate
    return {
        "changePolygonHint": _(
            "Drag a corner, the middle of a side to get a corner more, or the cross to move it all."
        ),
        "changeCircleHint": _(
            "Drag the cross to move the circle, the square to change its radius."
        ),
        "circleKeysHint": _(
            "With keys: Tab goes from handle to handle, arrows move one (with Shift finely)."
        ),
        "cornerKeysHint": _(
            "With keys: Tab goes from handle to handle, arrows move one (with Shift finely), "
            "Insert adds a corner, Delete removes it."
        ),
        "cornerHandle": _("Corner %(number)s of %(count)s: %(point)s"),
        "middleHandle": _("Side after corner %(number)s: Enter adds a corner"),
        "wholeHandle": _("The whole area, around %(point)s"),
        "radiusHandle": _("Radius: %(radius)s"),
        "addCorner": _("Add a corner after the chosen one"),
        "removeCorner": _("Remove the chosen corner"),
        "drawAnew": _("Draw a new one"),
        "radius": _("Radius in km"),
        "centre": _("Centre: a name or coordinates"),
        "corners": _("Corners, one a line: names or coordinates"),
        "writeArea": _("Write it out"),
        "takeOver": _("Filter by what is written"),
        "filterBy": _("Filter by it"),
        "removeArea": _("Remove the drawn area"),
    }


def _mark_strings(translate: Translate) -> dict[str, str]:
    """Return what is said of rings and of what was measured."""
    _ = translate
    return {
        "ringHint": _(
            "Click the centre of the rings, or name it. They stay on the map and in its link until "
            "you remove them."
        ),
        "ringRadii": _("Distances in km"),
        "ringLimits": _("Up to 12 distances, each from 0.1 to 2,000 km."),
        "ringsAtMiddle": _("Around the middle of the map"),
        "ringsAround": _("Rings around %(point)s"),
        "removeRings": _("Remove the rings"),
        "ringsHere": _("Distance rings around it"),
        "rings": _("Distance rings"),
        "ringsOf": _("Distance rings around %(place)s"),
        "measuredLine": _("Measured line"),
        "measuredSurface": _("Measured surface"),
        "keepMeasured": _("Keep it on the map"),
        "removeMeasured": _("Remove it"),
    }
