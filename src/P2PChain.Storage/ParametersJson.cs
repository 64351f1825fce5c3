using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;

namespace P2PChain.Storage;

/// <summary>Reads a network's parameters as a ledger keeps them: the text that genesis is computed from.</summary>
internal static class ParametersJson
{
    private const int KeysMax = 100_000;

    /// <summary>
    /// Reads the text. False if <see cref="NetworkParameters.CanonicalBytes"/> writes another text.
    /// </summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out NetworkParameters? parameters)
    {
        parameters = null;
        if (text is null) return false;
        if (JsonCursor.TryRead(Encoding.UTF8.GetBytes(text), Read, out var read, out _)
            && Encoding.ASCII.GetString(read.CanonicalBytes()) == text) parameters = read;
        return parameters is not null;
    }

    private static NetworkParameters Read(JsonCursor cursor)
    {
        var read = new NetworkParameters();
        long halfLifeMs = 0, targetSpacingMs = 0;
        var isMoving = false;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "name": read = read with { Name = cursor.ReadString(NetworkParameters.NameLengthMax) }; break;
                case "genesis-time-ms": read = read with { GenesisTimeMs = Integer() }; break;
                case "initial-difficulty": read = read with { InitialDifficulty = Integer() }; break;
                case "max-block-bytes": read = read with { MaxBlockBytes = Integer() }; break;
                case "members": read = read with { Members = ReadKeys(cursor) }; break;
                case "miners": read = read with { Miners = ReadKeys(cursor) }; break;
                case "stewards": read = read with { Stewards = ReadKeys(cursor) }; break;
                case "release-policy": read = read with { ReleasePolicy = ReadPolicy(cursor) }; break;
                case "retarget": isMoving = cursor.ReadString(NetworkParameters.NameLengthMax) == "moving"; break;
                case "half-life-ms": halfLifeMs = Integer(); break;
                case "target-spacing-ms": targetSpacingMs = Integer(); break;
                default: cursor.Refuse(DecodeFaultCode.UnknownMember, ""); break;
            }
        }

        return isMoving ? read with { Retarget = new Retarget(halfLifeMs, targetSpacingMs) } : read;

        long Integer() => cursor.ReadInteger(0, NetworkParameters.IntegerMax);
    }

    private static ImmutableArray<PublicKey> ReadKeys(JsonCursor cursor)
    {
        var keys = ImmutableArray.CreateBuilder<PublicKey>();
        cursor.BeginArray();
        while (cursor.TryNextItem())
        {
            var text = cursor.ReadString(2 * PublicKey.Bytes);
            if (keys.Count == KeysMax || !PublicKey.TryParse(text, out var key))
                cursor.Refuse(DecodeFaultCode.Malformed, text);
            else keys.Add(key);
        }

        return keys.DrainToImmutable();
    }

    // An unknown policy gives a text other than the one read, and is refused for that.
    private static ReleasePolicy ReadPolicy(JsonCursor cursor)
    {
        var text = cursor.ReadString(NetworkParameters.NameLengthMax);
        return Enum.GetValues<ReleasePolicy>().FirstOrDefault(policy => NetworkParameters.Text(policy) == text);
    }
}
