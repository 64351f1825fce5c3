using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>
/// Takes the blocks out of a <c>chain_response</c> one at a time as its bytes arrive, in pieces of any size. So memory
/// holds one block and not the line. The text around the blocks is checked like any line. The text of a block is
/// bounded here and checked by its reader.
/// </summary>
/// <remarks>
/// Append a part, read blocks until there are none, append the next part. <see cref="End"/> follows the last part. The
/// first fault sticks. Not thread-safe. Source: docs/protocol.md, plain peers.
/// </remarks>
public sealed class ChainResponseReader
{
    private const int BlockDepth = 3;
    private const int MembersMax = 16;

    // A token is read again when its rest arrives, so its length bounds the cost of a byte. The longest honest token
    // has 260 bytes.
    private const int TokenBytesMax = 16 * 1024;

    // The two orders of members: the original one, and sorted by name.
    private static readonly byte[][] TypeFirst =
        [[(byte)'{'], "\"type\""u8.ToArray(), [(byte)':'], "\"chain_response\""u8.ToArray()];
    private static readonly byte[][] PayloadFirst =
        [[(byte)'{'], "\"payload\""u8.ToArray(), [(byte)':'], [(byte)'{'], "\"chain\""u8.ToArray(), [(byte)':']];

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = JsonLimits.DepthMax });
    private Place _place = Place.Before;
    private Place _afterPassing;
    private byte[] _buffer = [];
    private int _kept; // the first byte that is still needed
    private int _read; // the end of the tokens that were read
    private int _end;
    private long _bytes;
    private int _passedDepth;
    private int _blockStart;
    private bool _isEnded;

    private enum Place
    {
        Before,
        Envelope,
        Type,
        Payload,
        InPayload,
        Chain,
        InChain,
        Block,
        Passing,
        Complete,
    }

    /// <summary>Why this is no chain; null while nothing is wrong.</summary>
    public DecodeFault? Fault { get; private set; }

    /// <summary>Whether the line came to its end and is sound.</summary>
    public bool IsComplete => _isEnded && _place == Place.Complete && Fault is null;

    /// <summary>
    /// Whether a line is a <c>chain_response</c>, from its first bytes; null if these are too few to tell.
    /// </summary>
    /// <remarks>
    /// Known writers begin with the type or with the chain. A line that begins otherwise is read like any other line,
    /// within the bound of its type.
    /// </remarks>
    public static bool? IsOpening(ReadOnlySpan<byte> start) =>
        (OpensWith(start, TypeFirst), OpensWith(start, PayloadFirst)) switch
        {
            (true, _) or (_, true) => true,
            (null, _) or (_, null) => null,
            _ => false,
        };

    private static bool? OpensWith(ReadOnlySpan<byte> start, byte[][] opening)
    {
        foreach (var token in opening)
        {
            start = start.TrimStart(" \t\r"u8);
            var known = Math.Min(start.Length, token.Length);
            if (!start[..known].SequenceEqual(token.AsSpan(0, known))) return false;
            if (known < token.Length) return null;
            start = start[known..];
        }

        return true;
    }

    /// <summary>Adds the next bytes of the line. Blocks read before are void.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        if (Fault is not null) return;
        _bytes += part.Length;
        if (_bytes > Limits.ChainResponseBytesMax)
        {
            Refuse(
                DecodeFaultCode.TooLarge, "", _bytes.ToString(CultureInfo.InvariantCulture),
                Limits.ChainResponseBytesMax);
            return;
        }

        MakeRoom(part.Length);
        part.CopyTo(_buffer.AsSpan(_end));
        _end += part.Length;
    }

    /// <summary>The line has ended.</summary>
    public void End() => _isEnded = true;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">The text of one JSON object; valid until the next call.</param>
    /// <returns>False when none has come in full, or there is a <see cref="Fault"/>.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> block)
    {
        block = default;
        if (Fault is not null || _place == Place.Complete && _read == _end) return false;
        _kept = _place == Place.Block ? _kept : _read;
        try
        {
            if (Advance()) block = _buffer.AsMemory(_blockStart, _read - _blockStart);
        }
        catch (JsonException)
        {
            Refuse(DecodeFaultCode.NotJson, "", "");
        }

        if (_end - _kept > MessageType.NewBlock.BytesMax || (block.IsEmpty && _end - _read > TokenBytesMax))
            Refuse(DecodeFaultCode.TooLarge, "chain", "", MessageType.NewBlock.BytesMax);
        if (_isEnded && block.IsEmpty && _place != Place.Complete)
            Refuse(DecodeFaultCode.NotJson, "", nameof(JsonFaultCode.UnexpectedEnd));
        return Fault is null && !block.IsEmpty;
    }

    /// <returns>True when a block has just ended.</returns>
    private bool Advance()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_read, _end - _read), _isEnded, _state);
        var from = _read;
        var isBlock = false;
        while (!isBlock && Fault is null && reader.Read())
        {
            isBlock = Step(ref reader, from);
            _read = from + (int)reader.BytesConsumed;
            if (_place != Place.Block && !isBlock) _kept = _read;
        }

        _state = reader.CurrentState;
        return isBlock;
    }

    private bool Step(ref Utf8JsonReader reader, int from)
    {
        var token = reader.TokenType;
        switch (_place)
        {
            case Place.Before: Enter(token, JsonTokenType.StartObject, Place.Envelope); break;
            case Place.Type: CheckType(ref reader); break;
            case Place.Payload: Enter(token, JsonTokenType.StartObject, Place.InPayload); break;
            case Place.Chain: Enter(token, JsonTokenType.StartArray, Place.InChain); break;
            case Place.Envelope when token == JsonTokenType.EndObject: _place = Place.Complete; break;
            case Place.InPayload when token == JsonTokenType.EndObject: _place = Place.Envelope; break;
            case Place.InChain when token == JsonTokenType.EndArray: _place = Place.InPayload; break;
            case Place.Envelope: Name(ref reader, "type", Place.Type, "payload", Place.Payload); break;
            case Place.InPayload: Name(ref reader, "chain", Place.Chain, "chain", Place.Chain); break;
            case Place.InChain:
                Enter(token, JsonTokenType.StartObject, Place.Block);
                _blockStart = _kept = from + (int)reader.TokenStartIndex;
                break;
            case Place.Block when token == JsonTokenType.EndObject && reader.CurrentDepth == BlockDepth:
                _place = Place.InChain;
                return true;
            case Place.Passing: Pass(ref reader); break;
            default: break;
        }

        return false;
    }

    private void Enter(JsonTokenType found, JsonTokenType wanted, Place next)
    {
        if (found == wanted) _place = next;
        else Refuse(DecodeFaultCode.WrongKind, _place.ToString(), found.ToString());
    }

    private void CheckType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("chain_response"u8))
            _place = Place.Envelope;
        else
            Refuse(DecodeFaultCode.WrongKind, "type", reader.TokenType.ToString());
    }

    /// <summary>
    /// Takes a member's name. Two names are read; the value of any other is passed. No name may come twice.
    /// </summary>
    private void Name(ref Utf8JsonReader reader, string one, Place afterOne, string other, Place afterOther)
    {
        // Escapes would let one name be written in two ways.
        if (reader.ValueIsEscaped
            || !Utf8.IsValid(reader.ValueSpan)
            || reader.ValueSpan.Length > Message.PeerList.AddressCharsMax)
        {
            Refuse(DecodeFaultCode.Malformed, _place.ToString(), "");
            return;
        }

        var name = Encoding.UTF8.GetString(reader.ValueSpan);
        if (_members.Count == MembersMax || !_members.Add($"{_place}.{name}"))
            Refuse(DecodeFaultCode.NotJson, name, nameof(JsonFaultCode.DuplicateKey));
        var isRead = name == one || name == other;
        _afterPassing = _place;
        _passedDepth = isRead ? 0 : reader.CurrentDepth;
        _place = name == one ? afterOne : name == other ? afterOther : Place.Passing;
    }

    private void Pass(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Utf8.IsValid(reader.ValueSpan))
            Refuse(DecodeFaultCode.NotJson, "", nameof(JsonFaultCode.InvalidUtf8));
        var isWhole = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)
            && reader.CurrentDepth == _passedDepth;
        if (isWhole) _place = _afterPassing;
    }

    private void MakeRoom(int bytes)
    {
        var needed = _end - _kept + bytes;
        var doubled = Math.Min(2 * _buffer.Length, needed + MessageType.NewBlock.BytesMax);
        var target = _buffer.Length >= needed ? _buffer : new byte[Math.Max(needed, doubled)];
        _buffer.AsSpan(_kept, _end - _kept).CopyTo(target);
        _buffer = target;
        _blockStart -= _kept;
        _read -= _kept;
        _end -= _kept;
        _kept = 0;
    }

    private void Refuse(DecodeFaultCode code, string member, string value, long limit = 0) =>
        Fault ??= new DecodeFault(code, member, value, limit);
}
