using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;
using static System.FormattableString;

namespace P2PChain.Core.Model;

/// <summary>
/// The parameters of a network. Genesis is computed from them, so two nodes are on one network exactly if their genesis
/// hashes are equal.
/// </summary>
/// <remarks>Source: docs/rules.md N1–N3.</remarks>
public sealed record NetworkParameters
{
    /// <summary>Longest network name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>The largest integer that every JSON reader reads exactly: 2^53 − 1.</summary>
    public const long IntegerMax = (1L << 53) - 1;

    /// <summary>The latest time, 2^43 ms: the year 2248.</summary>
    public const long TimeMsMax = 1L << 43;

    /// <summary>The lowest difficulty: two leading zero hex digits.</summary>
    public const long DifficultyMin = 256;

    /// <summary>The network's name; empty if nodes of the original network can join.</summary>
    public string Name { get; init; } = "";

    /// <summary>Genesis' time, 0 … 2^43 ms.</summary>
    public long GenesisTimeMs { get; init; } = 1_766_620_800_000;

    /// <summary>Difficulty of genesis and of the first blocks, 256 … 2^53 − 1 expected hashes.</summary>
    public long InitialDifficulty { get; init; } = DifficultyMin;

    /// <summary>Largest canonical list of transactions of a block, 64 KiB … 1 MiB.</summary>
    public long MaxBlockBytes { get; init; } = 1 << 20;

    /// <summary>Keys that may sign transactions, sorted and unique; empty = every key.</summary>
    public ImmutableArray<PublicKey> Members { get; init; } = [];

    /// <summary>Keys that may mine, sorted and unique; empty = every key.</summary>
    public ImmutableArray<PublicKey> Miners { get; init; } = [];

    /// <summary>
    /// Keys that may release any item under <see cref="ReleasePolicy.HolderOrSteward"/>, sorted and unique.
    /// </summary>
    public ImmutableArray<PublicKey> Stewards { get; init; } = [];

    /// <summary>The keys that may release a held item.</summary>
    public ReleasePolicy ReleasePolicy { get; init; } = ReleasePolicy.Anyone;

    /// <summary>The moving difficulty rule; null = <c>fixed</c>.</summary>
    public Retarget? Retarget { get; init; }

    /// <summary>The demo network of the files in <c>hocon/</c>.</summary>
    public static NetworkParameters Demo { get; } = new();

    /// <summary>The text of a policy in parameters and configuration.</summary>
    public static string Text(ReleasePolicy policy) => policy switch
    {
        ReleasePolicy.Anyone => "anyone",
        ReleasePolicy.Holder => "holder",
        _ => "holder-or-steward",
    };

    /// <summary>The mistakes in these parameters, empty if there is none.</summary>
    public ImmutableArray<ParameterProblem> Problems()
    {
        var problems = ImmutableArray.CreateBuilder<ParameterProblem>();
        if (Name.Length > 0 && !ItemId.IsName(Name, NameLengthMax))
            problems.Add(new("name", $"has 1-{NameLengthMax} of A-Z a-z 0-9 _ - . or is empty"));
        Range("genesis-time-ms", GenesisTimeMs, 0, TimeMsMax);
        Range("initial-difficulty", InitialDifficulty, DifficultyMin, IntegerMax);
        Range("max-block-bytes", MaxBlockBytes, 64 << 10, 1 << 20);
        Keys("members", Members);
        Keys("miners", Miners);
        Keys("stewards", Stewards);
        if (Members.Length > 0 && Stewards.Except(Members).Any()) problems.Add(new("stewards", "must be members too"));
        if (Retarget is { } moving)
        {
            var spacing = Math.Clamp(moving.TargetSpacingMs, 1_000, 86_400_000);
            Range("target-spacing-ms", moving.TargetSpacingMs, 1_000, 86_400_000);
            Range("half-life-ms", moving.HalfLifeMs, 16 * spacing, 64 * spacing);
        }
        return problems.ToImmutable();

        void Range(string key, long value, long min, long max)
        {
            if (value < min || value > max)
                problems.Add(new(key, Invariant($"is {value}; it lies between {min} and {max}")));
        }

        void Keys(string key, ImmutableArray<PublicKey> keys)
        {
            for (var i = 1; i < keys.Length; i++)
                if (keys[i - 1].CompareTo(keys[i]) >= 0) problems.Add(new(key, "must be sorted and unique"));
            foreach (var off in keys.Where(k => P256.Decompress(k) is null))
                problems.Add(new(key, $"names {off}, which is no point of P-256"));
        }
    }

    /// <summary>The canonical JSON of these parameters.</summary>
    public byte[] CanonicalBytes()
    {
        var json = new CanonicalJson().BeginObject().Member("genesis-time-ms", GenesisTimeMs);
        if (Retarget is not null) json.Member("half-life-ms", Retarget.HalfLifeMs);
        json.Member("initial-difficulty", InitialDifficulty).Member("max-block-bytes", MaxBlockBytes);
        Keys("members", Members);
        Keys("miners", Miners);
        json.Member("name", Name)
            .Member("release-policy", Text(ReleasePolicy))
            .Member("retarget", Retarget is null ? "fixed" : "moving");
        Keys("stewards", Stewards);
        if (Retarget is not null) json.Member("target-spacing-ms", Retarget.TargetSpacingMs);
        return json.EndObject().ToArray();

        void Keys(string name, ImmutableArray<PublicKey> keys)
        {
            json.Name(name).BeginArray();
            foreach (var key in keys) json.String(key.Hex);
            json.EndArray();
        }
    }

    /// <summary>The first block of this network. It is computed, never accepted from a peer.</summary>
    public Block Genesis() => new(
        new BlockHeader(
            1, 0, Hash256.Zero, Hash256.Of(CanonicalBytes()), Hash256.Zero, 0, GenesisTimeMs, InitialDifficulty, 0,
            null),
        null,
        []);
}
