using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The text of an address book. It contains the secret, so that places stay as they are. A tried address has one place,
/// which follows from the secret; the places of a new one depend on its sources and are listed.
/// </summary>
public static class AddressBookJson
{
    /// <summary>The version of the text. A reader refuses any other.</summary>
    public const int Version = 1;

    /// <summary>The most anchors.</summary>
    public const int AnchorsMax = 2;

    private const int SecretBytes = 32;
    private const int SourceCharsMax = 64;
    private const int AddressCharsMax = 80;
    private const int AttemptsMax = 1_000_000;
    private const long TimeMax = 253_402_300_799_999; // the end of the year 9999

    /// <summary>The text of a book.</summary>
    public static byte[] Write(AddressBook book)
    {
        var json = new CanonicalJson(1 + (book.All.Count * 128));
        json.BeginObject().Name("addresses").BeginArray();
        foreach (var known in book.All) Write(json, known);
        json.EndArray().Name("anchors").BeginArray();
        foreach (var anchor in book.Anchors) json.String(anchor.ToString());
        json.EndArray()
            .Member("secret", Convert.ToHexStringLower(book.Places.Secret))
            .Member("version", Version)
            .EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="random">The book's own source.</param>
    /// <param name="now">The time. Later times in the text are a mistake of a clock.</param>
    /// <param name="book">The book; null if there is a fault.</param>
    /// <param name="fault">The first fault; null if there is none.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        Random random,
        UnixTime now,
        [NotNullWhen(true)] out AddressBook? book,
        [NotNullWhen(false)] out DecodeFault? fault) =>
        JsonCursor.TryRead(utf8, cursor => Read(cursor, random, now), out book, out fault);

    private static void Write(CanonicalJson json, KnownAddress known)
    {
        json.BeginObject().Member("address", known.Address.ToString()).Member("attempts", known.Attempts);
        json.Name("places").BeginArray();
        foreach (var place in known.Places) json.Integer(place);
        json.EndArray();
        if (known.LastReached is { } reached) json.Member("reached_ms", reached.Milliseconds);
        json.Member("seen_ms", known.Seen.Milliseconds).Member("source", known.Source.ToString());
        if (known.LastTry is { } dialled) json.Member("tried_ms", dialled.Milliseconds);
        json.EndObject();
    }

    private static AddressBook? Read(JsonCursor cursor, Random random, UnixTime now)
    {
        var secret = new byte[SecretBytes];
        long? version = null;
        string? secretText = null;
        ImmutableArray<HostPort?> anchors = [];
        var entries = new List<(KnownAddress Known, ImmutableArray<int> Places)>();
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "version": version = cursor.ReadInteger(Version, Version); break;
                case "secret": secretText = cursor.ReadString(2 * SecretBytes); break;
                case "anchors": anchors = cursor.ReadArray(AnchorsMax, static c => ReadAddress(c).Address); break;
                case "addresses": ReadEntries(cursor, entries, now); break;
                default: cursor.SkipValue(); break;
            }
        }

        cursor.RefuseMissing(("version", version), ("secret", secretText));
        if (!LowerHex.TryDecode(secretText, secret)) cursor.RefuseMember(DecodeFaultCode.Malformed, "secret");
        if (cursor.Fault is not null) return null;
        var book = new AddressBook(new AddressPlaces(secret), random) { Anchors = [.. anchors.OfType<HostPort>()] };
        foreach (var (known, places) in entries) book.Restore(known, places, now);
        return book;
    }

    private static void ReadEntries(
        JsonCursor cursor, List<(KnownAddress Known, ImmutableArray<int> Places)> entries, UnixTime now)
    {
        cursor.BeginArray();
        while (cursor.TryNextItem())
        {
            if (entries.Count == AddressBook.NewMax + AddressBook.TriedMax)
                cursor.Refuse(DecodeFaultCode.TooMany, "", entries.Count);
            else if (ReadEntry(cursor, now, out var places) is { } known)
                entries.Add((known, places));
        }
    }

    private static KnownAddress? ReadEntry(JsonCursor cursor, UnixTime now, out ImmutableArray<int> places)
    {
        HostPort? address = null;
        IPAddress? ip = null, source = null;
        UnixTime? seen = null, reached = null, dialled = null;
        var attempts = 0L;
        places = [];
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "address": (address, ip) = ReadAddress(cursor); break;
                case "source": source = ReadSource(cursor); break;
                case "seen_ms": seen = ReadTime(cursor, now); break;
                case "reached_ms": reached = ReadTime(cursor, now); break;
                case "tried_ms": dialled = ReadTime(cursor, now); break;
                case "attempts": attempts = cursor.ReadInteger(0, AttemptsMax); break;
                case "places": places = cursor.ReadArray(KnownAddress.PlacesMax, ReadPlace); break;
                default: cursor.SkipValue(); break;
            }
        }

        cursor.RefuseMissing(("address", address), ("source", source), ("seen_ms", seen));
        return cursor.Fault is not null ? null : new KnownAddress(address!, ip!, source!, seen!.Value)
        {
            LastReached = reached,
            LastTry = dialled,
            Attempts = (int)attempts,
        };
    }

    private static int ReadPlace(JsonCursor cursor) => (int)cursor.ReadInteger(0, AddressBook.NewMax - 1);

    private static (HostPort? Address, IPAddress? Ip) ReadAddress(JsonCursor cursor)
    {
        var text = cursor.ReadString(AddressCharsMax);
        var address = HostPort.Parse(text)?.Canonical();
        if (address is not null && IPAddress.TryParse(address.Host, out var ip)) return (address, ip);
        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return (null, null);
    }

    private static IPAddress? ReadSource(JsonCursor cursor)
    {
        var text = cursor.ReadString(SourceCharsMax);
        if (IPAddress.TryParse(text, out var source)) return source;
        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    private static UnixTime ReadTime(JsonCursor cursor, UnixTime now) =>
        new(Math.Min(cursor.ReadInteger(0, TimeMax), now.Milliseconds));
}
