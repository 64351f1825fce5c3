using P2PChain.Core.Crypto;

namespace P2PChain.Storage;

/// <summary>The numbers of public keys.</summary>
internal sealed class KeyTable(LedgerFile file)
{
    private const int KnownMax = 10_000;

    private readonly Statement _find = file.Prepare("select number from keys where key = ?1");
    private readonly Statement _add = file.Prepare("insert into keys (key) values (?1) returning number");
    private readonly Dictionary<PublicKey, long> _known = [];

    /// <summary>The number of a key; a new key gets one.</summary>
    public long NumberOf(PublicKey key)
    {
        if (_known.TryGetValue(key, out var known)) return known;
        var number = Number(_find, key) ?? Number(_add, key)
            ?? throw file.Findings.Damaged("keys", key.Hex, "it has no number");
        if (_known.Count >= KnownMax) _known.Clear();
        _known.Add(key, number);
        return number;
    }

    /// <summary>A commit failed: some numbers may not be in the table.</summary>
    public void Forget() => _known.Clear();

    private static long? Number(Statement statement, PublicKey key)
    {
        using var rows = statement.Query(key.Hex);
        if (!rows.Read()) return null;
        var number = rows.Integer(0);
        while (rows.Read())
        {
        }

        return number;
    }
}
