"""Countries and governorates that ship, with their codes and names in both scripts."""

from __future__ import annotations

# Source: ISO 3166-1 for the codes; names in everyday English and Arabic use.
# Each value: English name, Arabic name, the time zones whose polygons make the country.
COUNTRIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "SY": ("Syria", "سوريا", ("Asia/Damascus",)),
    "IQ": ("Iraq", "العراق", ("Asia/Baghdad",)),
    "TR": ("Türkiye", "تركيا", ("Europe/Istanbul",)),
    "IR": ("Iran", "إيران", ("Asia/Tehran",)),
    "SA": ("Saudi Arabia", "المملكة العربية السعودية", ("Asia/Riyadh",)),
    "JO": ("Jordan", "الأردن", ("Asia/Amman",)),
    "LB": ("Lebanon", "لبنان", ("Asia/Beirut",)),
    "KW": ("Kuwait", "الكويت", ("Asia/Kuwait",)),
    "PS": ("Palestine", "فلسطين", ("Asia/Hebron", "Asia/Gaza")),
    "IL": ("Israel", "إسرائيل", ("Asia/Jerusalem",)),
    "EG": ("Egypt", "مصر", ("Africa/Cairo",)),
    "CY": ("Cyprus", "قبرص", ("Asia/Nicosia", "Asia/Famagusta")),
    "AM": ("Armenia", "أرمينيا", ("Asia/Yerevan",)),
    "AZ": ("Azerbaijan", "أذربيجان", ("Asia/Baku",)),
    "GE": ("Georgia", "جورجيا", ("Asia/Tbilisi",)),
    "GR": ("Greece", "اليونان", ("Europe/Athens",)),
    "BG": ("Bulgaria", "بلغاريا", ("Europe/Sofia",)),
    "RU": ("Russia", "روسيا", ("Europe/Moscow",)),
    "KZ": ("Kazakhstan", "كازاخستان", ("Asia/Aqtau",)),
    "TM": ("Turkmenistan", "تركمانستان", ("Asia/Ashgabat",)),
    "BH": ("Bahrain", "البحرين", ("Asia/Bahrain",)),
    "QA": ("Qatar", "قطر", ("Asia/Qatar",)),
    "AE": ("United Arab Emirates", "الإمارات العربية المتحدة", ("Asia/Dubai",)),
    "LY": ("Libya", "ليبيا", ("Africa/Tripoli",)),
}

# Source: ISO 3166-2:SY and ISO 3166-2:IQ for the codes, compared with PyPI pycountry
# Halabja (a governorate since 2014) has no code in that list; IQ-HA is this project's own.
# Each value: English name, Arabic name.
GOVERNORATES: dict[str, tuple[str, str]] = {
    "SY-DI": ("Damascus", "دمشق"),
    "SY-DR": ("Daraa", "درعا"),
    "SY-DY": ("Deir ez-Zor", "دير الزور"),
    "SY-HA": ("Hasakah", "الحسكة"),
    "SY-HI": ("Homs", "حمص"),
    "SY-HL": ("Aleppo", "حلب"),
    "SY-HM": ("Hama", "حماة"),
    "SY-ID": ("Idlib", "إدلب"),
    "SY-LA": ("Latakia", "اللاذقية"),
    "SY-QU": ("Quneitra", "القنيطرة"),
    "SY-RA": ("Raqqa", "الرقة"),
    "SY-RD": ("Rif Dimashq", "ريف دمشق"),
    "SY-SU": ("Suwayda", "السويداء"),
    "SY-TA": ("Tartus", "طرطوس"),
    "IQ-AN": ("Anbar", "الأنبار"),
    "IQ-AR": ("Erbil", "أربيل"),
    "IQ-BA": ("Basra", "البصرة"),
    "IQ-BB": ("Babil", "بابل"),
    "IQ-BG": ("Baghdad", "بغداد"),
    "IQ-DA": ("Duhok", "دهوك"),
    "IQ-DI": ("Diyala", "ديالى"),
    "IQ-DQ": ("Dhi Qar", "ذي قار"),
    "IQ-HA": ("Halabja", "حلبجة"),
    "IQ-KA": ("Karbala", "كربلاء"),
    "IQ-KI": ("Kirkuk", "كركوك"),
    "IQ-MA": ("Maysan", "ميسان"),
    "IQ-MU": ("Muthanna", "المثنى"),
    "IQ-NA": ("Najaf", "النجف"),
    "IQ-NI": ("Nineveh", "نينوى"),
    "IQ-QA": ("Qadisiyyah", "القادسية"),
    "IQ-SD": ("Salah al-Din", "صلاح الدين"),
    "IQ-SU": ("Sulaymaniyah", "السليمانية"),
    "IQ-WA": ("Wasit", "واسط"),
}
