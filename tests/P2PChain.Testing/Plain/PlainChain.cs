using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Testing.Oracle;

namespace P2PChain.Testing.Plain;

/// <summary>
/// The ledger of a node of the original network, as it was recorded: an index decides, custody decides, nothing else,
/// and
/// what is taken is mined anew. Shares no code with the product's model of such a node. Not thread-safe.
/// </summary>
/// <remarks>Assumed beyond the recordings: a release of an item that nobody holds is refused.</remarks>
public sealed class PlainChain
{
    private readonly OracleSignatures? _signatures;
    private readonly List<SortedDictionary<string, object?>> _blocks = [];
    private readonly List<string> _texts = [];

    /// <param name="now">Unix seconds, for genesis: each start of such a node makes one of its own.</param>
    /// <param name="checkSignatures">Whether signatures count.</param>
    public PlainChain(double now, bool checkSignatures = true)
    {
        _signatures = checkSignatures ? new OracleSignatures() : null;
        // Genesis is the only block that proves no work.
        Add(Hashed(new string('0', 64), [], 0, now));
    }

    /// <summary>Who holds what.</summary>
    public SortedDictionary<string, string> Allocated { get; private set; } = new(StringComparer.Ordinal);

    public int Length => _blocks.Count;

    /// <summary>Every transaction, in order, as canonical text without its signature.</summary>
    public IEnumerable<string> Transactions => _blocks.SelectMany(block => (List<object?>)block["transactions"]!).Select(SignedText);

    /// <summary>The largest timestamp of a transaction, Unix seconds; 0 where there is none.</summary>
    public double LatestTimestamp => _blocks.SelectMany(block => (List<object?>)block["transactions"]!)
        .Select(transaction => ((SortedDictionary<string, object?>)transaction!)["timestamp"])
        .Select(timestamp => timestamp is double seconds ? seconds : (double)(BigInteger)timestamp!)
        .DefaultIfEmpty().Max();

    /// <summary>The text of <c>chain_response</c>'s payload.</summary>
    public string ResponseText() => string.Create(
        CultureInfo.InvariantCulture, $"{{\"chain\": [{string.Join(", ", _texts)}], \"length\": {Length}}}");

    /// <summary>The text of each block.</summary>
    public ImmutableArray<string> BlockTexts() => [.. _texts];

    /// <summary>Somebody's <c>new_block</c>: taken whole and mined anew, or not at all.</summary>
    public bool TryAccept(object? payload, double now)
    {
        if (payload is not SortedDictionary<string, object?> block) return false;
        var fits = block.GetValueOrDefault("index") is BigInteger index && index == Length;
        return fits && block.GetValueOrDefault("transactions") is List<object?> transactions && TryAppend(
            transactions, now);
    }

    /// <summary>A person's work at this node.</summary>
    /// <returns>The text of the block it mined; null where its own rules refuse.</returns>
    public string? Work(IReadOnlyList<Transaction> transactions, double now) =>
        TryAppend([.. transactions.Select(Tree)], now) ? _texts[^1] : null;

    /// <summary>A transaction as that network signs it.</summary>
    public static Transaction Sign(ISigner signer, string uid, TransactionType type, double now) =>
        new TransactionContent(signer.PublicKey, Core.Primitives.ItemId.Parse(uid), type, now).SignedBy(signer);

    /// <summary>
    /// Hash of a block: SHA-256 of the canonical JSON of its other members, transactions without signatures.
    /// </summary>
    public static string HashOf(SortedDictionary<string, object?> block) => OracleJson.Sha256(HashedText(block));

    private static string HashedText(SortedDictionary<string, object?> block)
    {
        var hashed = new SortedDictionary<string, object?>(block, StringComparer.Ordinal);
        hashed.Remove("hash");
        hashed["transactions"] = ((List<object?>)block["transactions"]!).Select(WithoutSignature).ToList();
        return OracleJson.Write(hashed);
    }

    internal static object? Tree(Transaction transaction) => OracleJson.Read(
        Encoding.ASCII.GetString(transaction.CanonicalBytes));

    private bool TryAppend(List<object?> transactions, double now)
    {
        var after = new SortedDictionary<string, string>(Allocated, StringComparer.Ordinal);
        if (!transactions.All(transaction => TryApply(after, transaction))) return false;
        Allocated = after;
        var previous = (string)_blocks[^1]["hash"]!;
        Add(Hashed(previous, transactions, FirstNonce(Hashed(previous, transactions, 0, now)), now));
        return true;
    }

    private void Add(SortedDictionary<string, object?> block)
    {
        _blocks.Add(block);
        _texts.Add(OracleJson.Write(block));
    }

    /// <summary>The first nonce whose hash begins with 00; the hashed text is written once.</summary>
    private static int FirstNonce(SortedDictionary<string, object?> draft)
    {
        const string name = "\"nonce\": ";
        var text = HashedText(draft);
        var at = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        for (var nonce = 0; ; nonce++)
        {
            var hash = OracleJson.Sha256(
                string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, at)}{nonce}{text.AsSpan(at + 1)}"));
            if (hash.StartsWith("00", StringComparison.Ordinal)) return nonce;
        }
    }

    private bool TryApply(SortedDictionary<string, string> allocated, object? item)
    {
        if (item is not SortedDictionary<string, object?> transaction) return false;
        if (transaction.GetValueOrDefault("requester") is not string requester || transaction.GetValueOrDefault("uid") is not string uid) return false;
        if (transaction.GetValueOrDefault("signature") is not string signature) return false;
        if (_signatures is not null && !_signatures.Verify(requester, SignedText(transaction), signature)) return false;
        var isRequest = transaction.GetValueOrDefault("type") is BigInteger type && type == OracleTransaction.Request;
        return isRequest ? allocated.TryAdd(uid, requester) : allocated.Remove(uid);
    }

    private SortedDictionary<string, object?> Hashed(string previous, List<object?> transactions, int nonce, double now)
    {
        var block = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["index"] = new BigInteger(Length),
            ["prev_hash"] = previous,
            ["transactions"] = transactions,
            ["nonce"] = new BigInteger(nonce),
            ["timestamp"] = now,
        };
        block["hash"] = HashOf(block);
        return block;
    }

    /// <summary>What its signatures cover: four members, whatever else a transaction carries.</summary>
    private static string SignedText(object? transaction)
    {
        var members = (SortedDictionary<string, object?>)transaction!;
        var signed = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var name in new[] { "requester", "uid", "type", "timestamp" }) signed[name] = members.GetValueOrDefault(name);
        return OracleJson.Write(signed);
    }

    private static object? WithoutSignature(object? transaction)
    {
        var members = new SortedDictionary<string, object?>(
            (SortedDictionary<string, object?>)transaction!, StringComparer.Ordinal);
        members.Remove("signature");
        return members;
    }
}
