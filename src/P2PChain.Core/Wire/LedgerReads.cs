using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>Values of the ledger, read from a cursor. A text of another form is a fault.</summary>
public static class LedgerReads
{
    /// <summary>A public key, as hex.</summary>
    public static PublicKey? ReadKey(this JsonCursor cursor)
    {
        var text = cursor.ReadString(2 * PublicKey.Bytes);
        if (PublicKey.TryParse(text, out var key)) return key;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>A signature, as hex of strict DER.</summary>
    public static Signature? ReadSignature(this JsonCursor cursor)
    {
        var text = cursor.ReadString(2 * Signature.BytesMax);
        if (Signature.TryParse(text, out var signature)) return signature;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>A network's name; empty where <paramref name="mayBeEmpty"/>.</summary>
    public static string? ReadNetworkName(this JsonCursor cursor, bool mayBeEmpty)
    {
        var text = cursor.ReadString(NetworkParameters.NameLengthMax);
        if ((mayBeEmpty && text.Length == 0) || ItemId.IsName(text, NetworkParameters.NameLengthMax)) return text;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>An integer from 0 that every JSON reader reads exactly.</summary>
    public static long ReadCount(this JsonCursor cursor) => cursor.ReadInteger(0, NetworkParameters.IntegerMax);

    /// <summary>The id that a request and its answer share.</summary>
    public static uint ReadRequestId(this JsonCursor cursor) => (uint)cursor.ReadInteger(0, uint.MaxValue);

    /// <summary>Unix milliseconds.</summary>
    public static long ReadTimeMs(this JsonCursor cursor) => cursor.ReadInteger(0, NetworkParameters.TimeMsMax);
}
