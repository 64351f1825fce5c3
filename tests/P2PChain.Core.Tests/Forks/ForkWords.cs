using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Forks;

/// <summary>The words of Vectors/forks.txt for networks, people and transactions.</summary>
internal static class ForkWords
{
    /// <summary>An x that belongs to no point of the curve.</summary>
    public static readonly PublicKey OffCurve = PublicKey.Parse("02" + new string('0', 63) + "1");

    private static readonly SignedTransactions Signed = new();

    public static long Integer(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static DeterministicSigner Signer(string name) =>
        TestKeys.All.Single(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A key by the name of who has it.</summary>
    public static PublicKey Key(string name) => name == "off-curve" ? OffCurve : Signer(name).PublicKey;

    /// <summary>The person whose key it is; <c>-</c> for nobody.</summary>
    public static string NameOf(string? keyHex) => keyHex is null
        ? "-"
        : TestKeys.All.Single(key => key.PublicKey.Hex == keyHex).Name.ToLowerInvariant();

    /// <summary>Items and their holders as a case tells them, sorted; of a long name the first eight letters.</summary>
    public static string Items(IEnumerable<(string Uid, string? Holder)> items) => string.Join(' ', items
        .OrderBy(item => item.Uid, StringComparer.Ordinal)
        .Select(item => $"{(item.Uid.Length > 16 ? item.Uid[..8] + "…" : item.Uid)}={NameOf(item.Holder)}"));

    public static NetworkParameters Network(ForkCase fork) => fork.Network.Aggregate(new NetworkParameters(), Setting);

    /// <summary>The pool's bounds; <c>pool=2</c> is a place for two transactions of peers.</summary>
    public static PoolLimits Pool(ForkCase fork) =>
        fork.Network.Select(setting => setting.Split('=')).FirstOrDefault(setting => setting[0] == "pool") is [_, var count]
            ? new PoolLimits(CountMax: (int)Integer(count))
            : new PoolLimits();

    /// <summary>
    /// <c>alice requests laptop @1</c>, at that second from genesis, <c>@=0.001</c> of all time; then in any order
    /// <c>by=mallory</c> signs, <c>note=256</c> characters or <c>note=tab</c>, <c>network=north</c> or <c>none</c>,
    /// <c>type=3</c>, <c>other-s</c> the other signature that is as good.
    /// </summary>
    public static Transaction Transaction(string text, NetworkParameters network)
    {
        if (text.Split(' ') is not [var who, var does, var uid, var at, .. var changes]) throw new FormatException($"No transaction: {text}");
        var type = does switch { "requests" => TransactionType.Request, "releases" => TransactionType.Release, _ => throw new FormatException(text) };
        if (changes.Length == 0 && !at.StartsWith("@=", StringComparison.Ordinal))
            return Signed.Of(network, Signer(who), uid, type, Number(at[1..]));
        var seconds = at.StartsWith("@=", StringComparison.Ordinal) ? Number(at[2..]) : ChainBuilder.At(
            Number(at[1..]));
        var content = new TransactionContent(
            Key(who), ItemId.Parse(uid), type, seconds, network.Name.Length == 0 ? null : network.Name);
        content = changes.Aggregate(content, Change);
        var signer = changes.Select(change => change.Split('=')).FirstOrDefault(change => change[0] == "by")?[1] ?? who;
        var signature = (signer == "off-curve" ? TestKeys.Alice : Signer(signer)).Sign(content.SigningBytes());
        return new Transaction(content, changes.Contains("other-s") ? OtherS(signature) : signature);
    }

    private static TransactionContent Change(TransactionContent content, string change) => change.Split('=') switch
    {
        ["by", _] or ["other-s"] => content,
        ["network", var name] => content with { Network = name switch { "none" => null, "empty" => "", _ => name } },
        ["type", var type] => content with { Type = (TransactionType)Integer(type) },
        ["note", "empty"] => content with { Note = "" },
        ["note", "tab"] => content with { Note = "a\tb" },
        ["note", "c1"] => content with { Note = "a\u0085b" },
        ["note", var count] => content with { Note = string.Concat(Enumerable.Repeat("😀", (int)Integer(count))) },
        _ => throw new FormatException(change),
    };

    /// <summary>(r, n − s) verifies where (r, s) does.</summary>
    private static Signature OtherS(Signature signature)
    {
        Span<byte> halves = stackalloc byte[64];
        signature.WriteP1363(halves);
        var s = P256Arithmetic.N - new BigInteger(halves[32..], isUnsigned: true, isBigEndian: true);
        halves[32..].Clear();
        var bytes = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(halves[(64 - bytes.Length)..]);
        return Signature.FromP1363(halves);
    }

    private static NetworkParameters Setting(NetworkParameters network, string setting) => setting.Split('=') switch
    {
        ["name", var name] => network with { Name = name },
        ["members", var names] => network with { Members = Keys(names) },
        ["miners", var names] => network with { Miners = Keys(names) },
        ["stewards", var names] => network with { Stewards = Keys(names) },
        ["release", "holder"] => network with { ReleasePolicy = ReleasePolicy.Holder },
        ["release", "holder-or-steward"] => network with { ReleasePolicy = ReleasePolicy.HolderOrSteward },
        ["difficulty", var difficulty] => network with { InitialDifficulty = Integer(difficulty) },
        ["bytes", var bytes] => network with { MaxBlockBytes = Integer(bytes) },
        ["spacing", var seconds] => network with { Retarget = new Retarget(16_000 * Integer(seconds), 1_000 * Integer(seconds)) },
        ["pool", _] => network,
        _ => throw new FormatException(setting),
    };

    private static ImmutableArray<PublicKey> Keys(string names) => [.. names.Split(',').Select(Key).Order()];
}
