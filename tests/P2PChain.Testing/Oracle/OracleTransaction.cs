using System.Numerics;

namespace P2PChain.Testing.Oracle;

/// <summary>A request or release of an item, with the texts that are signed and hashed.</summary>
public sealed record OracleTransaction
{
    public const int Request = 1;
    public const int Release = 2;

    public required string Requester { get; init; }

    public required string Uid { get; init; }

    public required int Type { get; init; }

    public required double Timestamp { get; init; }

    public string? Network { get; init; }

    public string? Note { get; init; }

    public string Signature { get; init; } = "";

    /// <summary>The moment in whole milliseconds: one binary64 multiplication, then the floor.</summary>
    public long Milliseconds => (long)Math.Floor(Timestamp * 1000.0);

    /// <summary>What is signed: every member but the signature.</summary>
    public string SigningText => OracleJson.Write(Members());

    /// <summary>Canonical JSON of the whole: what the Merkle tree covers and the size counts.</summary>
    public string Text => OracleJson.Write(Json());

    public string Txid => OracleJson.Sha256(SigningText);

    public string Wid => OracleJson.Sha256(Text);

    public static OracleTransaction Read(string text) => Read(OracleJson.Read(text));

    internal static OracleTransaction Read(object? json)
    {
        var fields = new OracleFields("transaction", json);
        var transaction = new OracleTransaction
        {
            Requester = fields.Key("requester"),
            Uid = fields.Text("uid"),
            Type = (int)fields.Integer("type", Request, Release),
            Timestamp = fields.Number("timestamp"),
            Network = fields.Has("network") ? fields.Text("network") : null,
            Note = fields.Has("note") ? fields.Text("note") : null,
            Signature = fields.Signature("signature"),
        };
        fields.NothingElse();

        if (!IsName(transaction.Uid, 128))
            throw fields.Wrong("uid", $"not 1–128 of A–Z a–z 0–9 _ - .");
        if (transaction.Timestamp is not (>= 0.001 and <= 8_589_934_592.0))
            throw fields.Wrong("timestamp", $"not in 0.001 … 2^33");
        if (transaction.Network is { } network && !IsName(network, 64))
            throw fields.Wrong("network", $"not 1–64 of A–Z a–z 0–9 _ - .");
        if (transaction.Note is { } note && !IsNote(note))
            throw fields.Wrong("note", $"not 1–256 characters without control characters");
        return transaction;
    }

    internal static bool IsName(string text, int lengthMax) =>
        text.Length >= 1
        && text.Length <= lengthMax
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    internal SortedDictionary<string, object?> Json()
    {
        var members = Members();
        members["signature"] = Signature;
        return members;
    }

    // EnumerateRunes gives U+FFFD for a lone surrogate; the JSON reader has refused those before.
    private static bool IsNote(string text) =>
        text.EnumerateRunes().Count() is >= 1 and <= 256
        && text.EnumerateRunes().All(rune => rune.Value is > 0x1f and < 0x7f or > 0x9f);

    private SortedDictionary<string, object?> Members()
    {
        var members = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["requester"] = Requester,
            ["uid"] = Uid,
            ["type"] = new BigInteger(Type),
            ["timestamp"] = Timestamp,
        };
        if (Network is not null)
            members["network"] = Network;
        if (Note is not null)
            members["note"] = Note;
        return members;
    }
}
