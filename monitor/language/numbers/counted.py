"""What numbers in headlines count: people by what has happened to them, and units that count nobody."""

from __future__ import annotations

from monitor.language.words import fold

COUNTED = frozenset(("#die", "#injured", "#missing", "#arrest", "#rescue", "#free", "#evacuate", "#kidnap"))
"""Concepts that a count is looked for near a number: 'toll climbs to 14', '11 orang tewas', '死者3人'."""
_UNITS = """
    year years month months week weeks day days hour hours minute minutes metre metres meters km kilometres
    kilometers kilometre mph kph kg tonnes tons barrels degrees points percent euros dollars goals games seats
    tahun bulan minggu hari jam menit meter kilometer persen ton poin derajat gol kursi
    años año meses mes semanas días horas minutos metros kilómetros grados puntos euros dólares goles
    anos ano dias quilômetros graus pontos reais gols
    ans an mois semaines jours heures mètres kilomètres degrés points dollars buts
    jahre jahren jahr monate monaten wochen tage tagen stunden minuten grad prozent punkte punkten tore
    anni anno mesi settimane giorni ore minuti metri chilometri gradi punti gol
    jaar maanden weken dagen uur graden
    лет года год месяцев месяца недель дней дня часов минут метров километров км градусов процентов рублей
    років роки рік місяців тижнів днів годин хвилин метрів кілометрів
    lat lata miesięcy tygodni dni godzin minut metrów kilometrów
    yıl yıllık ay hafta gün saat dakika metre kilometre derece golle gol puan yaşında
    năm tháng tuần ngày giờ phút mét tuổi
    साल वर्ष महीने दिन घंटे मिनट किलोमीटर विकेट
    سال ماه روز ساعت عاما عام سنة سنوات أشهر أيام ساعات دقيقة كيلومتر متر
"""
UNITS = frozenset(fold(_UNITS).split())
"""What measures time, length, money or a score."""
UNIT_SIGNS = frozenset("歳岁歲살세円元원度級级区回目周年月日時时分秒点點選选")
